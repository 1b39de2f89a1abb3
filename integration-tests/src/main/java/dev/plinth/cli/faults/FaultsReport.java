package dev.plinth.cli.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

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
        adapters().forEach(adapter -> verdicts.addAll(verdicts(adapter)));
        cells.stream()
                .filter(cell -> cell.problem() != null && !cell.failed())
                .map(cell -> cell.contestant() + " was not run: " + cell.problem())
                .distinct()
                .forEach(verdicts::add);
        return verdicts;
    }

    private List<String> verdicts(String adapter) {
        List<Cell> ran = cells.stream()
                .filter(cell -> cell.adapter().equals(adapter) && cell.counts() != null)
                .toList();
        List<Cell> ours = ran.stream().filter(Cell::isPlinth).toList();
        List<String> verdicts = new ArrayList<>();
        verdicts.add(
                adapter + ": " + ours.stream().filter(cell -> !cell.isBad()).count() + " of " + ours.size()
                        + " cells on Plinth kept their promise" + gaps(ran) + ".");
        String others = ran.stream()
                .filter(cell -> !cell.isPlinth() && !cell.broken().isEmpty())
                .map(cell -> cell.fault().key() + ": " + String.join(", ", cell.broken()))
                .collect(Collectors.joining("; "));
        if (!others.isEmpty()) {
            verdicts.add(adapter + ": the stock client, as it comes, would not have kept it (" + others + ").");
        }
        return verdicts;
    }

    /** How long it took until it worked again. */
    private static String gaps(List<Cell> ran) {
        List<Cell> lost =
                ran.stream().filter(cell -> cell.fault().losesConnections()).toList();
        OptionalLong ours = lost.stream()
                .filter(Cell::isPlinth)
                .mapToLong(cell -> cell.counts().gapMillis())
                .max();
        OptionalLong stock = lost.stream()
                .filter(cell -> !cell.isPlinth())
                .mapToLong(cell -> cell.counts().gapMillis())
                .max();
        return ours.isEmpty() || stock.isEmpty()
                ? ""
                : "; the longest gap after a lost connection was " + ours.getAsLong() + " ms, the stock client's "
                        + stock.getAsLong() + " ms";
    }
}
