package dev.plinth.cli.report;

import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Spread;
import java.util.Locale;

/** Figures as text, the same way in every report. */
final class Numbers {

    private Numbers() {}

    static String whole(double value) {
        return String.format(Locale.ROOT, "%,d", Math.round(value));
    }

    /** Three significant digits, more or less. */
    static String micros(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    /** Three significant digits, more or less, of any figure; whole from 100 on. */
    static String figure(double value) {
        return value >= 1 || value == 0 ? micros(value) : String.format(Locale.ROOT, "%.3f", value);
    }

    /** A figure as its column has it, or a dash where it was not measured. */
    static String of(Figure figure, Double value) {
        if (value == null) {
            return "-";
        }
        return figure == Figure.OPS_PER_SEC || figure.digits() == 0 ? whole(value) : figure(value);
    }

    static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** {@code 4.3x}. */
    static String times(double value) {
        return String.format(Locale.ROOT, value >= 2 ? "%.1fx" : "%.2fx", value);
    }

    /** {@code 4.31 (4.10..4.52)}. */
    static String ratio(Spread spread) {
        if (spread == null) {
            return "-";
        }
        return (ratio(spread.median()) + " " + range(spread)).strip();
    }

    /** {@code (4.10..4.52)}, or nothing where nothing that can be seen varies: of one round, or of the baseline. */
    static String range(Spread spread) {
        String least = ratio(spread.min());
        String most = ratio(spread.max());
        return least.equals(most) ? "" : "(" + least + ".." + most + ")";
    }

    /** {@code 4.31 (4.10..4.52)} of a figure that is no ratio. */
    static String figure(Spread spread) {
        if (spread == null) {
            return "-";
        }
        String range = "(" + figure(spread.min()) + ".." + figure(spread.max()) + ")";
        return figure(spread.median()) + (spread.min() == spread.max() ? "" : " " + range);
    }
}
