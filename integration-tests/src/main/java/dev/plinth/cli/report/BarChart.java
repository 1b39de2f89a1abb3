package dev.plinth.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Horizontal bars with whiskers, as inline SVG. Its colours are classes of the page's style sheet. */
final class BarChart {

    private static final int WIDTH = 560;
    private static final int LABELS = 228;
    private static final int VALUES = 64;
    /** Characters that fit under a label; the whole of it is the bar's tip. */
    private static final int LONGEST_SUB = 34;

    private static final int ROW = 40;
    private static final int BAR = 16;
    private static final double PLOT = WIDTH - LABELS - VALUES;

    private final String title;
    private final double baseline;
    private final List<Bar> bars = new ArrayList<>();

    /**
     * An empty chart.
     *
     * @param title for those who cannot see it
     * @param baseline where a dashed line stands, or 0 for none
     */
    BarChart(String title, double baseline) {
        this.title = title;
        this.baseline = baseline;
    }

    /** A bar of {@code value}, its whiskers from {@code min} to {@code max}. */
    void add(String label, String sub, boolean ours, double value, double min, double max, String text) {
        bars.add(new Bar(label, sub, ours, value, min, max, text));
    }

    String render() {
        double most = bars.stream()
                .mapToDouble(bar -> Math.max(bar.value, bar.max))
                .max()
                .orElse(1);
        double scale = PLOT / Math.max(Math.max(most, baseline), 1e-9);
        int height = bars.size() * ROW;
        StringBuilder svg = new StringBuilder();
        svg.append(format("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, height));
        svg.append(Html.escape(title)).append("\">\n");
        for (int i = 0; i < bars.size(); i++) {
            bar(svg, bars.get(i), i * ROW, scale);
        }
        if (baseline > 0) {
            double x = LABELS + baseline * scale;
            svg.append(format("<line class=\"base\" x1=\"%.1f\" y1=\"0\" x2=\"%.1f\" y2=\"%d\"/>\n", x, x, height));
        }
        return svg.append("</svg>\n").toString();
    }

    private static void bar(StringBuilder svg, Bar bar, int y, double scale) {
        double top = y + (ROW - BAR) / 2.0;
        double middle = y + ROW / 2.0;
        String kind = bar.ours ? "ours" : "peer";
        svg.append("<g><title>").append(Html.escape(bar.label + ", " + bar.sub + ": " + bar.text));
        svg.append(format(" (%.2f..%.2f over the rounds)", bar.min, bar.max)).append("</title>");
        svg.append(format("<text x=\"0\" y=\"%.1f\">", middle - 2))
                .append(Html.escape(bar.label))
                .append("</text>");
        svg.append(format("<text class=\"sub\" x=\"0\" y=\"%.1f\">", middle + 12));
        svg.append(
                Html.escape(bar.sub.length() <= LONGEST_SUB ? bar.sub : bar.sub.substring(0, LONGEST_SUB) + "\u2026"));
        svg.append("</text>");
        rect(svg, "track", top, PLOT);
        rect(svg, kind, top, bar.value * scale);
        double from = LABELS + bar.min * scale;
        double to = LABELS + bar.max * scale;
        if (to - from > 1.5) {
            svg.append(format(
                    "<path class=\"whisker\" d=\"M%.1f %.1fH%.1fM%.1f %.1fv8M%.1f %.1fv8\"/>",
                    from, middle, to, from, middle - 4, to, middle - 4));
        }
        svg.append(format("<text class=\"value\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">", WIDTH, middle + 4.5));
        svg.append(Html.escape(bar.text)).append("</text></g>\n");
    }

    private static void rect(StringBuilder svg, String style, double y, double width) {
        svg.append(format(
                "<rect class=\"%s\" x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" rx=\"3\"/>",
                style, LABELS, y, Math.max(width, 1), BAR));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private record Bar(String label, String sub, boolean ours, double value, double min, double max, String text) {}
}
