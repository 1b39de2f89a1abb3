package dev.plinth.cli.compare;

import dev.plinth.cli.load.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes rows of what was measured. */
final class Rows {

    private Rows() {}

    /**
     * The rows of one workload.
     *
     * @param samples by contestant, then by round
     * @param notRun why it could not run here, by contestant
     * @param problems by contestant
     */
    static List<Row> of(
            String adapter,
            String server,
            Workload workload,
            List<Contestant> contestants,
            Map<String, TreeMap<Integer, Sample>> samples,
            Map<String, String> notRun,
            Map<String, String> problems) {
        List<Row> rows = new ArrayList<>();
        Figures baseline = figures(samples, contestants.get(0));
        for (Contestant contestant : contestants) {
            TreeMap<Integer, Sample> own = samples.getOrDefault(contestant.name(), new TreeMap<>());
            String problem = notRun.get(contestant.name());
            if (problem == null) {
                problem = problems.get(contestant.name());
            }
            if (problem == null) {
                problem = own.values().stream()
                        .map(Sample::firstError)
                        .filter(java.util.Objects::nonNull)
                        .findFirst()
                        .orElse(null);
            }
            Figures figures = figures(samples, contestant);
            rows.add(new Row(
                    adapter,
                    server,
                    workload,
                    contestant,
                    own.isEmpty() ? null : fact(own, Client.ACTIVE_TRANSPORT),
                    own.isEmpty() ? null : fact(own, "channel"),
                    figures,
                    ratio(figures, baseline, Figure.OPS_PER_SEC),
                    ratio(figures, baseline, Figure.CPU),
                    problem,
                    problem != null && !notRun.containsKey(contestant.name())));
        }
        return rows;
    }

    private static String fact(TreeMap<Integer, Sample> samples, String name) {
        Object value = samples.lastEntry().getValue().facts().get(name);
        return value == null ? null : value.toString();
    }

    private static Figures figures(Map<String, TreeMap<Integer, Sample>> samples, Contestant contestant) {
        TreeMap<Integer, Sample> own = samples.get(contestant.name());
        return own == null ? null : Figures.of(own);
    }

    private static Spread ratio(Figures own, Figures baseline, Figure figure) {
        if (own == null || baseline == null) {
            return null;
        }
        List<Double> ratios = own.ratios(baseline, figure);
        return ratios.isEmpty() ? null : Spread.of(ratios);
    }
}
