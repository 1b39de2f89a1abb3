package dev.plinth.cli.report;

import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The figures in words. */
final class Verdicts {

    private Verdicts() {}

    /** A sentence for each backend under a workload, and how the best peer did. */
    static List<String> of(Outcome outcome, Workload workload) {
        if (workload.load().open()) {
            return OpenLoop.verdicts(outcome, workload);
        }
        Contestant baseline = outcome.plan().contestants().get(0);
        List<Row> rows = outcome.rows().stream()
                .filter(row -> row.workload().equals(workload) && row.ratio() != null && row.cpuRatio() != null)
                .toList();
        Optional<Row> bestPeer = rows.stream()
                .filter(row -> !row.contestant().isPlinth() && !row.contestant().limit())
                .max(Comparator.comparingDouble(row -> row.ratio().median()))
                .filter(row -> !row.contestant().equals(baseline)); // that is told already
        List<String> sentences = new ArrayList<>();
        for (Row row : rows) {
            if (row.contestant().isPlinth()) {
                String range = Numbers.range(row.ratio());
                String sentence = String.format(
                        Locale.ROOT,
                        "%s: %.2fx %s throughput%s at %.2f of its CPU per %s",
                        row.contestant().name(),
                        row.ratio().median(),
                        of(baseline.client()),
                        range.isEmpty() ? "" : " " + range,
                        row.cpuRatio().median(),
                        outcome.plan().comparison().unit());
                sentences.add(
                        sentence + bestPeer.map(peer -> against(row, peer)).orElse("") + ".");
            }
        }
        return sentences;
    }

    /** {@code stock Lettuce's}. */
    static String of(String client) {
        return client + (client.endsWith("s") ? "'" : "'s");
    }

    private static String against(Row row, Row peer) {
        return String.format(
                Locale.ROOT,
                "; %.2fx the best peer's (%s)",
                row.figures().value(Figure.OPS_PER_SEC) / peer.figures().value(Figure.OPS_PER_SEC),
                peer.contestant().client());
    }

    /** The best backend under each workload: what a reader sees first. */
    static List<Headline> headlines(Outcome outcome) {
        return outcome.plan().workloads().stream()
                .map(workload ->
                        workload.load().open() ? OpenLoop.headline(outcome, workload) : headline(outcome, workload))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Headline> headline(Outcome outcome, Workload workload) {
        return outcome.rows().stream()
                .filter(row -> row.workload().equals(workload))
                .filter(row -> row.contestant().isPlinth() && row.ratio() != null && row.cpuRatio() != null)
                .max(Comparator.comparingDouble(row -> row.ratio().median()))
                .map(row -> new Headline(
                        workload.title(),
                        "throughput",
                        row.ratio().median(),
                        Certainty.of(row.ratio(), outcome.rounds()).text(outcome.rounds()),
                        String.format(
                                Locale.ROOT,
                                "%s on %s, the best backend here: %s %ss a second at %.2f of the CPU per %s.",
                                row.contestant().name(),
                                row.activeTransport(),
                                Numbers.whole(row.figures().value(Figure.OPS_PER_SEC)),
                                outcome.plan().comparison().unit(),
                                row.cpuRatio().median(),
                                outcome.plan().comparison().unit())));
    }

    /**
     * A workload's result in short.
     *
     * @param figure what is compared: {@code throughput}
     * @param ratio as a multiple of the baseline's
     * @param certainty how sure that is
     */
    record Headline(String title, String figure, double ratio, String certainty, String text) {

        /** Whether the rounds agree, and are enough. */
        boolean sure() {
            return certainty.startsWith("sure");
        }
    }
}
