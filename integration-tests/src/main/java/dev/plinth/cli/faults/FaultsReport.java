package dev.plinth.cli.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/** What the suite found. */
public final class FaultsReport {

    private final List<Fault> faults;
    private final List<Section> sections;
    private final List<Cell> cells;

    /** @param servers the server of each stage, its version and where it came from */
    FaultsReport(List<Stage> stages, List<Fault> faults, Map<Stage, String> servers, List<Cell> cells) {
        this.faults = faults;
        this.cells = List.copyOf(cells);
        this.sections = stages.stream()
                .flatMap(stage -> stage.trial().workloads().stream()
                        .map(workload -> section(stage, workload, servers.get(stage))))
                .toList();
    }

    private Section section(Stage stage, Workload workload, String server) {
        return new Section(
                stage,
                workload,
                server,
                cells.stream()
                        .filter(cell -> cell.adapter().equals(stage.adapter())
                                && Objects.equals(cell.server(), stage.server())
                                && cell.workload().equals(workload))
                        .toList());
    }

    /** What was done, adapter by adapter and server by server, in order. */
    public List<Section> sections() {
        return sections;
    }

    /** The faults, in order. */
    public List<Fault> faults() {
        return faults;
    }

    /** All cells. */
    public List<Cell> cells() {
        return cells;
    }

    /** The cells because of which the suite fails. */
    public List<Cell> bad() {
        return cells.stream().filter(Cell::isBad).toList();
    }

    /** How many cells on Plinth ran, or should have run. */
    public long judged() {
        return cells.stream()
                .filter(cell -> cell.isPlinth() && (cell.counts() != null || cell.failed()))
                .count();
    }

    /** What there is to say in words, the most important first. */
    public List<String> verdicts() {
        List<String> verdicts = new ArrayList<>();
        bad().forEach(cell -> verdicts.add(cell.name() + ": " + what(cell)));
        sections().forEach(section -> {
            verdicts.add(section.name() + ": " + section.kept() + section.gaps());
            String stock = section.stock();
            if (!stock.isEmpty()) {
                verdicts.add(section.name() + ": " + stock);
            }
        });
        verdicts.addAll(notRun());
        return verdicts;
    }

    /** What is wrong with a bad cell. */
    public static String what(Cell cell) {
        return cell.problem() == null ? String.join(", ", cell.broken()) : "failed: " + cell.problem();
    }

    /** The backends that this machine cannot run, and why. */
    public List<String> notRun() {
        return cells.stream()
                .filter(cell -> cell.problem() != null && !cell.failed())
                .map(cell -> cell.who() + " was not run: " + cell.problem())
                .distinct()
                .toList();
    }

    /**
     * A workload of an adapter on a server.
     *
     * @param server the server, its version and where it came from
     * @param cells of it
     */
    public record Section(Stage stage, Workload workload, String server, List<Cell> cells) {

        /** {@code kafka receive}; with the server, where there are several: {@code redis push, redis:7.4}. */
        public String name() {
            return adapter() + " " + workload.key() + (stage.server() == null ? "" : ", " + stage.server());
        }

        /** {@code kafka}. */
        public String adapter() {
            return stage.adapter();
        }

        /** {@code receive}. */
        public String workloadKey() {
            return workload.key();
        }

        /** What its clients did, in words. */
        public String title() {
            return workload.title();
        }

        /** What is promised of what was confirmed. */
        public String promise() {
            return workload.promise();
        }

        /** What is promised under a fault. */
        public String promise(Fault fault) {
            return fault.promise(workload);
        }

        /** The cells of a fault. */
        public List<Cell> cells(Fault fault) {
            return cells.stream().filter(cell -> cell.fault() == fault).toList();
        }

        private List<Cell> ran(boolean plinth) {
            return cells.stream()
                    .filter(cell -> cell.counts() != null && cell.isPlinth() == plinth)
                    .toList();
        }

        /** How many cells kept it. */
        public String kept() {
            List<Cell> ours = ran(true);
            long kept = ours.stream().filter(cell -> !cell.isBad()).count();
            return kept + " of " + ours.size() + " cells on Plinth kept their promise.";
        }

        /** Where the stock client would not have kept it; empty if it would have. */
        public String stock() {
            List<String> broken = ran(false).stream()
                    .filter(cell -> !cell.broken().isEmpty())
                    .map(cell -> cell.fault().key() + ": " + String.join(", ", cell.broken()))
                    .toList();
            return broken.isEmpty()
                    ? ""
                    : "the stock client, as it comes, would not have kept it (" + String.join("; ", broken) + ").";
        }

        /** How long it took until it worked again when connections were lost; empty if none were. */
        public String gaps() {
            OptionalLong ours = gap(true);
            OptionalLong stock = gap(false);
            return ours.isEmpty() || stock.isEmpty()
                    ? ""
                    : " The longest gap after a lost connection was " + ours.getAsLong() + " ms, the stock client's "
                            + stock.getAsLong() + " ms.";
        }

        private OptionalLong gap(boolean plinth) {
            return ran(plinth).stream()
                    .filter(cell -> cell.fault().losesConnections())
                    .mapToLong(cell -> cell.counts().gapMillis())
                    .max();
        }
    }
}
