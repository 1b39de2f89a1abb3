package dev.plinth.cli.compare;

import java.util.List;

/** The median of some figures and how far they lie apart. */
public record Spread(double median, double min, double max) {

    /** Of at least one figure. */
    public static Spread of(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int n = sorted.size();
        double median = n % 2 == 1 ? sorted.get(n / 2) : (sorted.get(n / 2 - 1) + sorted.get(n / 2)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(n - 1));
    }
}
