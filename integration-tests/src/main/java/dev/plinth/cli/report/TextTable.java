package dev.plinth.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, each as wide as it must be. */
public final class TextTable {

    private static final String GAP = "  ";

    private final String[] titles;
    private final boolean[] right;
    private final List<String[]> lines = new ArrayList<>();

    /** A column whose title begins with {@code >} is aligned to the right. */
    public TextTable(String... titles) {
        this.titles = new String[titles.length];
        this.right = new boolean[titles.length];
        for (int i = 0; i < titles.length; i++) {
            right[i] = titles[i].startsWith(">");
            this.titles[i] = right[i] ? titles[i].substring(1) : titles[i];
        }
    }

    /** Adds a line. With fewer cells than columns, the last is as long as it likes. */
    public void add(String... cells) {
        lines.add(cells);
    }

    /** The table, each line with {@code indent} before it. */
    public String render(String indent) {
        int[] widths = new int[titles.length];
        measure(widths, titles);
        lines.forEach(line -> measure(widths, line));
        StringBuilder text = new StringBuilder();
        append(text, indent, widths, titles);
        int total = -GAP.length();
        for (int width : widths) {
            total += width + GAP.length();
        }
        text.append(indent).append("-".repeat(Math.max(total, 1))).append('\n');
        lines.forEach(line -> append(text, indent, widths, line));
        return text.toString();
    }

    private void measure(int[] widths, String[] cells) {
        int measured = cells.length < titles.length ? cells.length - 1 : cells.length;
        for (int i = 0; i < measured; i++) {
            widths[i] = Math.max(widths[i], cells[i].length());
        }
    }

    private void append(StringBuilder text, String indent, int[] widths, String[] cells) {
        StringBuilder line = new StringBuilder(indent);
        for (int i = 0; i < cells.length; i++) {
            String space = " ".repeat(Math.max(0, widths[i] - cells[i].length()));
            line.append(right[i] ? space + cells[i] : cells[i] + space).append(GAP);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
