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
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What somebody who must decide reads first: which backend for an adapter on this machine, by how much, how sure.
 *
 * @param title the adapter
 * @param advice the answer, in a sentence
 * @param reasons how much, how sure, and what about the others
 */
record Summary(String title, String advice, List<String> reasons) {

    static Summary of(Outcome outcome) {
        if (outcome.open()) {
            return OpenLoop.summary(outcome);
        }
        String title = outcome.title();
        Contestant stock = outcome.plan().contestants().get(0);
        List<Score> backends =
                scores(outcome, each -> each.isPlinth() && each.name().equals(each.backend()));
        if (backends.isEmpty()) {
            return new Summary(title, "No backend ran under every workload: there is nothing to advise.", List.of());
        }
        Score best = backends.get(0);
        List<Score> equals = backends.stream()
                .skip(1)
                .filter(each -> Certainty.of(best.to(each), best.rounds()) != Certainty.AHEAD)
                .toList();
        Certainty certainty = Certainty.of(best.spread(), best.rounds());
        String names = best.contestant().name()
                + (equals.isEmpty()
                        ? ""
                        : equals.stream()
                                .map(each -> each.contestant().name())
                                .collect(Collectors.joining(" or ", " or ", "")));
        Optional<Score> peer = bestPeer(outcome);
        String advice = peer.filter(each -> Certainty.of(best.to(each), best.rounds()) == Certainty.BEHIND)
                .map(each -> each.contestant().client() + " is faster than any backend here; of the backends, " + names
                        + (equals.isEmpty() ? " is the best." : " are the best."))
                .orElseGet(() -> advice(stock, best, certainty, names));
        List<String> reasons = new ArrayList<>();
        reasons.add(howMuch(outcome, stock, best, certainty));
        backends.stream().skip(1).map(each -> against(best, each)).forEach(reasons::add);
        peer.ifPresent(each -> reasons.add(peer(best, each)));
        return new Summary(title, advice, reasons);
    }

    private static String advice(Contestant stock, Score best, Certainty certainty, String names) {
        return switch (certainty) {
            case AHEAD -> "Take " + names + ".";
            case BEHIND -> "Stay with " + stock.client() + ": it is faster on this machine.";
            case NO_DIFFERENCE -> "No difference measured between " + stock.client() + " and Plinth on this machine.";
            case TOO_FEW_ROUNDS ->
                (best.median() > 1 ? best.contestant().name() : stock.client()) + " looks best, but " + best.rounds()
                        + (best.rounds() == 1 ? " round" : " rounds")
                        + " cannot tell, three can: run it without --quick, or with --rounds=5.";
        };
    }

    private static List<Score> scores(Outcome outcome, Predicate<Contestant> which) {
        return outcome.plan().contestants().stream()
                .filter(which)
                .map(each -> Score.of(outcome, each, Figure.OPS_PER_SEC))
                .filter(Objects::nonNull)
                .sorted(Comparator.comparingDouble(Score::median).reversed())
                .toList();
    }

    private static Optional<Score> bestPeer(Outcome outcome) {
        Contestant stock = outcome.plan().contestants().get(0);
        return scores(outcome, each -> !each.isPlinth() && !each.limit() && !each.equals(stock)).stream()
                .findFirst();
    }

    private static String howMuch(Outcome outcome, Contestant stock, Score best, Certainty certainty) {
        Score cpu = Score.of(outcome, best.contestant(), Figure.CPU);
        long workloads = outcome.plan().workloads().stream()
                .filter(workload -> !workload.load().open())
                .count();
        return String.format(
                Locale.ROOT,
                "%s: %.2f times the throughput of %s%s%s%s (%s).",
                best.contestant().name(),
                best.median(),
                stock.client(),
                range(best.spread()),
                cpu == null
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", at %.2f of its CPU per %s",
                                cpu.median(),
                                outcome.plan().comparison().unit()),
                workloads == 1 ? "" : ", the geometric mean over " + workloads + " workloads",
                certainty.text(best.rounds()));
    }

    private static String against(Score best, Score other) {
        Spread ratio = other.to(best);
        Certainty certainty = Certainty.of(ratio, best.rounds());
        return String.format(
                Locale.ROOT,
                "%s: %.2f times the throughput of %s%s (%s).",
                other.contestant().name(),
                ratio.median(),
                best.contestant().name(),
                range(ratio),
                certainty.text(best.rounds()));
    }

    private static String peer(Score best, Score peer) {
        Spread ratio = best.to(peer);
        return String.format(
                Locale.ROOT,
                "The best of the other clients is %s with %.2f times; %s does %.2f times as much as it%s (%s).",
                peer.contestant().client(),
                peer.median(),
                best.contestant().name(),
                ratio.median(),
                range(ratio),
                Certainty.of(ratio, best.rounds()).text(best.rounds()));
    }

    private static String range(Spread spread) {
        String least = Numbers.ratio(spread.min());
        String most = Numbers.ratio(spread.max());
        return least.equals(most) ? "" : " (" + least + " to " + most + ")";
    }
}
