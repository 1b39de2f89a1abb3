package dev.plinth.cli.report;

import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

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

    private static String text(Spread ratio, int rounds) {
        return switch (Certainty.of(ratio, rounds)) {
            case AHEAD -> "sure: higher in each of " + rounds + " rounds";
            case BEHIND -> "sure: lower in each of " + rounds + " rounds";
            case NO_DIFFERENCE -> Certainty.NO_DIFFERENCE.text(rounds);
            case TOO_FEW_ROUNDS -> Certainty.TOO_FEW_ROUNDS.text(rounds);
        };
    }
}
