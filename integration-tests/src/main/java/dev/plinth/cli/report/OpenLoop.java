package dev.plinth.cli.report;

import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Figures;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Spread;
import dev.plinth.cli.compare.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** What is to be said of contestants that all had the same rate: not how much they did, but how soon and at what cost. */
final class OpenLoop {

    private OpenLoop() {}

    static Summary summary(Outcome outcome) {
        String title = outcome.title();
        Contestant stock = outcome.plan().contestants().get(0);
        List<Score> backends = outcome.plan().contestants().stream()
                .filter(Contestant::isPlinth)
                .map(each -> Score.of(outcome, each, Figure.P99))
                .filter(Objects::nonNull)
                .sorted(Comparator.comparingDouble(Score::median))
                .toList();
        if (backends.isEmpty()) {
            return new Summary(title, "No backend ran under every workload: there is nothing to advise.", List.of());
        }
        Score best = backends.get(0);
        Certainty certainty = Certainty.of(best.spread(), best.rounds());
        String advice = switch (certainty) {
            case BEHIND -> "At this rate " + best.contestant().name() + " has the lowest latencies.";
            case AHEAD -> "At this rate " + stock.client() + " has the lowest latencies.";
            case NO_DIFFERENCE ->
                "At this rate no difference in latency measured between " + stock.client() + " and Plinth.";
            case TOO_FEW_ROUNDS ->
                best.rounds() + " round(s) cannot tell whose latencies are lower: run it with --rounds=5.";
        };
        List<String> reasons = new ArrayList<>();
        backends.forEach(each -> reasons.add(reason(outcome, stock, each)));
        return new Summary(title, advice, reasons);
    }

    private static String reason(Outcome outcome, Contestant stock, Score p99) {
        Score cpu = Score.of(outcome, p99.contestant(), Figure.CPU);
        return String.format(
                Locale.ROOT,
                "%s: p99 at %s of that of %s (%s), CPU at %s (%s).",
                p99.contestant().name(),
                Numbers.ratio(p99.spread()),
                stock.client(),
                text(p99.spread(), p99.rounds()),
                cpu == null ? "-" : Numbers.ratio(cpu.spread()),
                cpu == null ? "-" : text(cpu.spread(), cpu.rounds()));
    }

    /** A sentence for each backend under a workload: latency and CPU, since all were given the same to do. */
    static List<String> verdicts(Outcome outcome, Workload workload) {
        String stock = Verdicts.of(outcome.plan().contestants().get(0).client());
        List<String> sentences = new ArrayList<>();
        for (Row row : backends(outcome, workload)) {
            Spread p99 = p99(outcome, row);
            sentences.add(String.format(
                    Locale.ROOT,
                    "%s: p99 at %s of %s (%s), CPU per %s at %s.%s",
                    row.contestant().name(),
                    Numbers.ratio(p99),
                    stock,
                    text(p99, outcome.rounds()),
                    outcome.plan().comparison().unit(),
                    Numbers.ratio(row.cpuRatio()),
                    Outcome.late(row) ? " It did not keep the rate." : ""));
        }
        return sentences;
    }

    /** The backend with the lowest latencies under a workload, of those that kept its rate. */
    static Optional<Verdicts.Headline> headline(Outcome outcome, Workload workload) {
        return backends(outcome, workload).stream()
                .filter(row -> !Outcome.late(row))
                .min(Comparator.comparingDouble(row -> p99(outcome, row).median()))
                .map(row -> new Verdicts.Headline(
                        workload.title(),
                        "p99 latency",
                        p99(outcome, row).median(),
                        text(p99(outcome, row), outcome.rounds()),
                        String.format(
                                Locale.ROOT,
                                "%s on %s has the lowest of the backends here: %s us, at %.2f of the CPU per %s.",
                                row.contestant().name(),
                                row.activeTransport(),
                                Numbers.of(Figure.P99, row.figures().value(Figure.P99)),
                                row.cpuRatio().median(),
                                outcome.plan().comparison().unit())));
    }

    private static List<Row> backends(Outcome outcome, Workload workload) {
        return outcome.rows().stream()
                .filter(row -> row.workload().equals(workload)
                        && row.contestant().isPlinth()
                        && row.cpuRatio() != null
                        && p99(outcome, row) != null)
                .toList();
    }

    /** As a multiple of the baseline's; null if it was not measured. */
    private static Spread p99(Outcome outcome, Row row) {
        Figures stock = outcome.stock(row).figures();
        List<Double> ratios = row.figures() == null || stock == null
                ? List.of()
                : row.figures().ratios(stock, Figure.P99);
        return ratios.isEmpty() ? null : Spread.of(ratios);
    }

    private static String text(Spread ratio, int rounds) {
        return switch (Certainty.of(ratio, rounds)) {
            case AHEAD -> "sure: higher in each of " + rounds + " rounds";
            case BEHIND -> "sure: lower in each of " + rounds + " rounds";
            case NO_DIFFERENCE -> Certainty.NO_DIFFERENCE.text(rounds);
            case TOO_FEW_ROUNDS -> Certainty.TOO_FEW_ROUNDS.text(rounds);
        };
    }
}
