package dev.plinth.cli.report;

import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A contestant over all workloads of an adapter: in each round the geometric mean of its multiples of the baseline's
 * figure.
 *
 * @param byRound in the rounds that it has under every workload; at least one
 */
record Score(Contestant contestant, SortedMap<Integer, Double> byRound) {

    /** Of one that ran well under every workload; else null. */
    static Score of(Outcome outcome, Contestant contestant, Figure figure) {
        Map<Integer, List<Double>> ratios = new TreeMap<>();
        List<Row> rows = outcome.rows().stream()
                .filter(row -> row.contestant().equals(contestant))
                .filter(row ->
                        figure != Figure.OPS_PER_SEC || !row.workload().load().open()) // which all keep alike
                .toList();
        for (Row row : rows) {
            Row stock = outcome.stock(row);
            if (row.problem() != null || row.figures() == null || stock.figures() == null) {
                return null;
            }
            row.figures().byRound().forEach((round, figures) -> {
                Double base =
                        stock.figures().byRound().getOrDefault(round, Map.of()).get(figure);
                if (figures.get(figure) != null && base != null && base > 0) {
                    ratios.computeIfAbsent(round, number -> new ArrayList<>()).add(figures.get(figure) / base);
                }
            });
        }
        SortedMap<Integer, Double> byRound = new TreeMap<>();
        ratios.forEach((round, each) -> {
            if (each.size() == rows.size()) {
                byRound.put(
                        round,
                        Math.exp(each.stream().mapToDouble(Math::log).average().orElseThrow()));
            }
        });
        return byRound.isEmpty() ? null : new Score(contestant, byRound);
    }

    Spread spread() {
        return Spread.of(List.copyOf(byRound.values()));
    }

    double median() {
        return spread().median();
    }

    int rounds() {
        return byRound.size();
    }

    /** As a multiple of another's, round by round. */
    Spread to(Score other) {
        List<Double> ratios = new ArrayList<>();
        byRound.forEach((round, value) -> {
            if (other.byRound.containsKey(round)) {
                ratios.add(value / other.byRound.get(round));
            }
        });
        return ratios.isEmpty() ? null : Spread.of(ratios);
    }
}
