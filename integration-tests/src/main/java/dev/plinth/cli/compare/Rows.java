package dev.plinth.cli.compare;

import dev.plinth.cli.load.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

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
            Workload workload,
            List<Contestant> contestants,
            Map<String, TreeMap<Integer, Sample>> samples,
            Map<String, String> notRun,
            Map<String, String> problems) {
        List<Row> rows = new ArrayList<>();
        TreeMap<Integer, Sample> baseline =
                samples.getOrDefault(contestants.get(0).name(), new TreeMap<>());
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
            rows.add(new Row(
                    adapter,
                    workload,
                    contestant,
                    own.isEmpty() ? null : fact(own, Client.ACTIVE_TRANSPORT),
                    own.isEmpty() ? null : fact(own, "channel"),
                    own.isEmpty() ? null : figures(own),
                    ratio(own, baseline, Sample::opsPerSec),
                    ratio(own, baseline, Sample::cpuMicrosPerOp),
                    problem,
                    problem != null && !notRun.containsKey(contestant.name())));
        }
        return rows;
    }

    private static String fact(TreeMap<Integer, Sample> samples, String name) {
        Object value = samples.lastEntry().getValue().facts().get(name);
        return value == null ? null : value.toString();
    }

    private static Row.Figures figures(TreeMap<Integer, Sample> samples) {
        return new Row.Figures(
                median(samples, Sample::opsPerSec),
                median(samples, Sample::p50Micros),
                median(samples, Sample::p99Micros),
                median(samples, Sample::cpuMicrosPerOp),
                (int) most(samples, Sample::threads),
                most(samples, Sample::rssMb),
                samples.values().stream().mapToInt(Sample::errors).sum(),
                samples.lastEntry().getValue().connections(),
                Spread.of(samples.values().stream().map(Sample::cpuMicrosPerOp).toList()),
                samples.values().stream().map(Sample::opsPerSec).toList());
    }

    private static double median(TreeMap<Integer, Sample> samples, ToDoubleFunction<Sample> figure) {
        return Spread.of(samples.values().stream().map(figure::applyAsDouble).toList())
                .median();
    }

    private static double most(TreeMap<Integer, Sample> samples, ToDoubleFunction<Sample> figure) {
        return samples.values().stream().mapToDouble(figure).max().orElse(0);
    }

    /** Round by round, so that what disturbs a round disturbs both sides of its ratio. */
    private static Spread ratio(
            TreeMap<Integer, Sample> own, TreeMap<Integer, Sample> baseline, ToDoubleFunction<Sample> figure) {
        List<Double> ratios = new ArrayList<>();
        own.forEach((round, sample) -> {
            Sample base = baseline.get(round);
            if (base != null && figure.applyAsDouble(base) > 0) {
                ratios.add(figure.applyAsDouble(sample) / figure.applyAsDouble(base));
            }
        });
        return ratios.isEmpty() ? null : Spread.of(ratios);
    }
}
