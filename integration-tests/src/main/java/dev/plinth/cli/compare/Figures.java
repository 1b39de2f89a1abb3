package dev.plinth.cli.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** All that was measured of a contestant under a workload, round by round. */
public final class Figures {

    private final SortedMap<Integer, Map<Figure, Double>> byRound;
    private final Latencies latencies;
    private final int connections;
    private final int errors;

    /**
     * Of at least one round.
     *
     * @param byRound by the number of the round, from 0
     * @param connections how many the client had open in the last round
     * @param errors commands that failed, over all rounds
     */
    public Figures(Map<Integer, Map<Figure, Double>> byRound, Latencies latencies, int connections, int errors) {
        this.byRound = Collections.unmodifiableSortedMap(new TreeMap<>(byRound));
        this.latencies = latencies;
        this.connections = connections;
        this.errors = errors;
    }

    static Figures of(SortedMap<Integer, Sample> samples) {
        Map<Integer, Map<Figure, Double>> byRound = new TreeMap<>();
        samples.forEach((round, sample) -> byRound.put(round, sample.figures()));
        return new Figures(
                byRound,
                Latencies.of(samples.values().stream().map(Sample::latencies).toList()),
                samples.get(samples.lastKey()).connections(),
                samples.values().stream().mapToInt(Sample::errors).sum());
    }

    /** The rounds by their number. */
    public SortedMap<Integer, Map<Figure, Double>> byRound() {
        return byRound;
    }

    /** The values of one figure, in the order of the rounds; of those that have it. */
    public List<Double> values(Figure figure) {
        List<Double> values = new ArrayList<>();
        byRound.values().forEach(round -> {
            if (round.get(figure) != null) {
                values.add(round.get(figure));
            }
        });
        return values;
    }

    /** The median over the rounds and how far they lie apart; null if it was not measured. */
    public Spread spread(Figure figure) {
        List<Double> values = values(figure);
        return values.isEmpty() ? null : Spread.of(values);
    }

    /** The median over the rounds, or the most seen where that is what counts; null if it was not measured. */
    public Double value(Figure figure) {
        Spread spread = spread(figure);
        return spread == null ? null : (Double) (figure.most() ? spread.max() : spread.median());
    }

    /** As a multiple of another's, in each round that both have; what disturbs a round disturbs both. */
    public List<Double> ratios(Figures others, Figure figure) {
        List<Double> ratios = new ArrayList<>();
        byRound.forEach((round, own) -> {
            Double value = own.get(figure);
            Double base = others.byRound.getOrDefault(round, Map.of()).get(figure);
            if (value != null && base != null && base > 0) {
                ratios.add(value / base);
            }
        });
        return ratios;
    }

    /** How long the operations of all rounds took. */
    public Latencies latencies() {
        return latencies;
    }

    /** How many connections the client had open in the last round. */
    public int connections() {
        return connections;
    }

    /** Commands that failed, over all rounds. */
    public int errors() {
        return errors;
    }
}
