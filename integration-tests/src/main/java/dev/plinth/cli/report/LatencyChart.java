package dev.plinth.cli.report;

import dev.plinth.cli.compare.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Latency by percentile, as inline SVG: both axes logarithmic, each nine as wide as the one before. */
final class LatencyChart {

    private static final int WIDTH = 1120;
    private static final int HEIGHT = 300;
    private static final int LEFT = 70;
    private static final int RIGHT = 16;
    private static final int TOP = 10;
    private static final int BOTTOM = 34;
    private static final double[] TICKS = {0, 50, 90, 99, 99.9, 99.99, 99.999};
    private static final int COLOURS = 9;

    private final String title;
    private final List<Line> lines = new ArrayList<>();

    /** @param title for those who cannot see it */
    LatencyChart(String title) {
        this.title = title;
    }

    /**
     * A curve; one without points is left out.
     *
     * @param colour a number that is the same for a contestant in all charts
     */
    void add(String label, boolean ours, int colour, Latencies latencies) {
        if (!latencies.points().isEmpty()) {
            lines.add(new Line(label, ours, colour % COLOURS + 1, latencies.points()));
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    String render() {
        List<Latencies.Point> all =
                lines.stream().flatMap(line -> line.points().stream()).toList();
        double most = all.stream().mapToDouble(Latencies.Point::micros).max().orElse(1);
        double least = all.stream().mapToDouble(Latencies.Point::micros).min().orElse(1);
        double bottom = Math.floor(Math.log10(Math.max(least, 0.01)) * 2) / 2;
        double top = Math.max(Math.ceil(Math.log10(Math.max(most, 0.01)) * 2) / 2, bottom + 0.5);
        double last =
                all.stream().mapToDouble(Latencies.Point::percentile).max().orElse(99);
        double right = Math.max(nines(last), 2);

        StringBuilder svg = new StringBuilder();
        svg.append(format("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, HEIGHT));
        svg.append(Html.escape(title)).append("\">\n");
        for (double power = Math.ceil(bottom); power <= top; power++) {
            double y = y(power, bottom, top);
            svg.append(format(
                    "<path class=\"grid\" d=\"M%d %.1fH%d\"/>"
                            + "<text class=\"sub\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
                    LEFT, y, WIDTH - RIGHT, LEFT - 8, y + 4, micros(Math.pow(10, power))));
        }
        for (double tick : TICKS) {
            if (nines(tick) <= right + 0.01) {
                double x = x(tick, right);
                svg.append(format(
                        "<path class=\"grid\" d=\"M%.1f %dV%d\"/>"
                                + "<text class=\"sub\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s%%</text>\n",
                        x, TOP, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 18, shortest(tick)));
            }
        }
        lines.forEach(line -> line(svg, line, bottom, top, right));
        return svg.append("</svg>\n").append(legend()).toString();
    }

    private static void line(StringBuilder svg, Line line, double bottom, double top, double right) {
        svg.append("<g><title>").append(Html.escape(line.label)).append("</title><path class=\"curve c");
        svg.append(line.colour).append(line.ours ? "" : " peer-curve").append("\" d=\"");
        String command = "M";
        for (Latencies.Point point : line.points) {
            double y = y(Math.log10(Math.max(point.micros(), 0.01)), bottom, top);
            svg.append(format("%s%.1f %.1f", command, x(point.percentile(), right), y));
            command = "L";
        }
        svg.append("\"/></g>\n");
    }

    private String legend() {
        StringBuilder html = new StringBuilder("<div class=\"legend curves\">");
        for (Line line : lines) {
            html.append("<span><i class=\"c").append(line.colour);
            html.append(line.ours ? "" : " dashed").append("\"></i>");
            html.append(Html.escape(line.label)).append("</span>");
        }
        return html.append("</div>\n").toString();
    }

    /** How many nines a percentile has: 1 for 90, 2 for 99, 0.3 for 50. */
    private static double nines(double percentile) {
        return -Math.log10(1 - Math.min(percentile, 99.9999) / 100);
    }

    private static double x(double percentile, double right) {
        return LEFT + (WIDTH - LEFT - RIGHT) * nines(percentile) / right;
    }

    private static double y(double power, double bottom, double top) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (power - bottom) / (top - bottom);
    }

    private static String micros(double value) {
        return value >= 1e6
                ? shortest(value / 1e6) + " s"
                : value >= 1000 ? shortest(value / 1000) + " ms" : shortest(value) + " us";
    }

    private static String shortest(double value) {
        return format("%.3f", value).replaceFirst("\\.?0+$", "");
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private record Line(String label, boolean ours, int colour, List<Latencies.Point> points) {}
}
