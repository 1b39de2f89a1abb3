package dev.plinth.cli.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the suite found. */
public final class FaultsReport {

    private final List<Trial> trials;
    private final List<Fault> faults;
    private final Map<String, String> servers;
    private final List<Cell> cells;

    FaultsReport(List<Trial> trials, List<Fault> faults, Map<String, String> servers, List<Cell> cells) {
        this.trials = trials;
        this.faults = faults;
        this.servers = servers;
        this.cells = List.copyOf(cells);
    }

    /** The adapters, in order. */
    public List<String> adapters() {
        return trials.stream().map(Trial::adapter).toList();
    }

    /** What its clients did, in words. */
    public String title(String adapter) {
        return trial(adapter).title();
    }

    /** What an adapter promises under a fault. */
    public String promise(String adapter, Fault fault) {
        return fault.promise(trial(adapter).promise());
    }

    /** The server, and its version. */
    public String server(String adapter) {
        return servers.getOrDefault(adapter, "none");
    }

    private Trial trial(String adapter) {
        return trials.stream()
                .filter(trial -> trial.adapter().equals(adapter))
                .findFirst()
                .orElseThrow();
    }

    /** The faults, in order. */
    public List<Fault> faults() {
        return faults;
    }

    /** All cells. */
    public List<Cell> cells() {
        return cells;
    }

    /** The cells of an adapter's fault. */
    public List<Cell> cells(String adapter, Fault fault) {
        return cells.stream()
                .filter(cell -> cell.adapter().equals(adapter) && cell.fault() == fault)
                .toList();
    }

    /** The cells because of which the suite fails. */
    public List<Cell> bad() {
        return cells.stream().filter(Cell::isBad).toList();
    }

    /** What there is to say in words, the most important first. */
    public List<String> verdicts() {
        List<String> verdicts = new ArrayList<>();
        bad().forEach(cell -> verdicts.add(cell.name() + ": "
                + (cell.problem() == null ? String.join(", ", cell.broken()) : "failed: " + cell.problem())));
        long ran = cells.stream()
                .filter(cell -> cell.isPlinth() && cell.counts() != null)
                .count();
        long kept = cells.stream()
                .filter(cell -> cell.isPlinth() && cell.counts() != null && !cell.isBad())
                .count();
        verdicts.add(kept + " of " + ran + " cells on Plinth kept every promise.");
        long stock = cells.stream()
                .filter(cell -> !cell.isPlinth() && !cell.broken().isEmpty())
                .count();
        if (stock > 0) {
            verdicts.add("The stock clients, which promise none of this, would have broken a promise in " + stock
                    + " cell(s).");
        }
        cells.stream()
                .filter(cell -> cell.problem() != null && !cell.failed())
                .map(cell -> cell.contestant() + " was not run: " + cell.problem())
                .distinct()
                .forEach(verdicts::add);
        return verdicts;
    }
}
