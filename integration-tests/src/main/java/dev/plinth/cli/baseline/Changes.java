package dev.plinth.cli.baseline;

import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Figures;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What changed since an earlier report. A row of Plinth is a regression if its throughput fell, or its CPU per
 * operation rose, by more than the bound, both by itself and as a multiple of the stock client's in the same run, and
 * if no round of now is as good as any of then. So neither a slow machine nor a faster stock client is taken for one.
 *
 * @param bound the part by which a figure may get worse: 0.1
 * @param all of the rows that are in both reports
 * @param differences what of the circumstances differs, in sentences
 * @param unmatched how many rows of then were not measured now
 */
public record Changes(String file, double bound, List<Change> all, List<String> differences, int unmatched) {

    /** From so many on, rounds that do not overlap are no accident: of three and three in one case of twenty. */
    public static final int LEAST_ROUNDS = 3;

    private static final List<Figure> HELD = List.of(Figure.OPS_PER_SEC, Figure.CPU);
    private static final List<String> OF_THE_RUN = List.of("date", "command line");

    /** Holds what was measured now against {@code earlier}. */
    public static Changes of(Earlier earlier, List<Outcome> outcomes, Map<String, String> environment, double bound) {
        List<Change> all = new ArrayList<>();
        int matched = 0;
        for (Outcome outcome : outcomes) {
            String adapter = outcome.plan().comparison().adapter();
            List<String> servers = outcomes.stream()
                    .filter(each -> each.plan().comparison().adapter().equals(adapter))
                    .map(Outcome::serverName)
                    .toList();
            String server = earlier.server(adapter, outcome.serverName(), servers);
            for (Row row : outcome.rows()) {
                Figures then = earlier.figures(row, server);
                if (then != null) {
                    matched++;
                    all.addAll(changes(row, then, earlier.stock(row, server), outcome.stock(row), bound));
                }
            }
        }
        return new Changes(earlier.file(), bound, all, differences(earlier, environment), earlier.size() - matched);
    }

    private static List<Change> changes(Row row, Figures then, Figures stockThen, Row stockNow, double bound) {
        Figures now = row.problem() == null ? row.figures() : null;
        if (now == null) {
            return row.contestant().isPlinth()
                    ? List.of(new Change(row, null, null, null, null, null, Verdict.LOST))
                    : List.of();
        }
        List<Change> changes = new ArrayList<>();
        for (Figure figure : HELD) {
            Spread ratio = apart(then.values(figure), now.values(figure));
            if (ratio == null) {
                continue;
            }
            boolean beside = stockThen != null && stockNow.figures() != null && !stockNow.equals(row);
            Spread toStock =
                    beside ? apart(then.ratios(stockThen, figure), now.ratios(stockNow.figures(), figure)) : null;
            boolean few = Math.min(then.byRound().size(), now.byRound().size()) < LEAST_ROUNDS;
            Verdict verdict = few ? Verdict.TOO_FEW_ROUNDS : verdict(row, figure, ratio, toStock, bound);
            changes.add(new Change(row, figure, then.value(figure), now.value(figure), ratio, toStock, verdict));
        }
        return changes;
    }

    private static Verdict verdict(Row row, Figure figure, Spread ratio, Spread toStock, double bound) {
        if (side(figure, ratio) == 0 || toStock != null && side(figure, toStock) != side(figure, ratio)) {
            return Verdict.NO_DIFFERENCE;
        }
        if (side(figure, ratio) > 0) {
            return Verdict.BETTER;
        }
        boolean past = past(figure, ratio, bound) && (toStock == null || past(figure, toStock, bound));
        return past && row.contestant().isPlinth() ? Verdict.REGRESSION : Verdict.WORSE;
    }

    /** 1 if it is better whichever rounds are compared, -1 if it is worse, 0 if that depends. */
    private static int side(Figure figure, Spread ratio) {
        int up = ratio.min() > 1 ? 1 : ratio.max() < 1 ? -1 : 0;
        return figure.moreIsBetter() ? up : -up;
    }

    private static boolean past(Figure figure, Spread ratio, double bound) {
        return figure.moreIsBetter() ? ratio.median() < 1 - bound : ratio.median() > 1 + bound;
    }

    /** Now as a multiple of then; null if one of them is not known. */
    private static Spread apart(List<Double> then, List<Double> now) {
        if (then.isEmpty() || now.isEmpty()) {
            return null;
        }
        Spread old = Spread.of(then);
        Spread young = Spread.of(now);
        return old.min() <= 0
                ? null
                : new Spread(young.median() / old.median(), young.min() / old.max(), young.max() / old.min());
    }

    private static List<String> differences(Earlier earlier, Map<String, String> environment) {
        List<String> differences = new ArrayList<>();
        earlier.environment().forEach((name, then) -> {
            String now = environment.get(name);
            if (now != null && !OF_THE_RUN.contains(name) && !withoutPorts(now).equals(withoutPorts(then))) {
                differences.add(name + " was '" + then + "', is '" + now + "'");
            }
        });
        return differences;
    }

    private static String withoutPorts(String text) {
        return text.replaceAll(":\\d+", "");
    }

    /** Those by which a suite must fail. */
    public List<Change> failures() {
        return all.stream().filter(change -> change.verdict().fails()).toList();
    }
}
