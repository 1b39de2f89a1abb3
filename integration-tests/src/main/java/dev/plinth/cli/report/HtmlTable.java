package dev.plinth.cli.report;

import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Figures;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Workload;
import java.util.Arrays;
import java.util.List;

/** All rows of a comparison as an HTML table. */
final class HtmlTable {

    private static final List<String> TEXTS = List.of("client", "backend", "active transport");
    private static final List<String> BESIDE =
            List.of("x stock (min..max)", "CPU x stock (min..max)", "conns", "errors");

    private HtmlTable() {}

    static String render(Outcome outcome) {
        StringBuilder html = new StringBuilder("<div class=\"card wide\"><table>\n<thead><tr>");
        TEXTS.forEach(title -> html.append(Html.tag("th", "left", title)));
        List<Figure> figures = figures(outcome);
        figures.forEach(figure -> html.append(Html.tag("th", "", figure.title())));
        BESIDE.forEach(title -> html.append(Html.tag("th", "", title)));
        html.append("</tr></thead>\n<tbody>\n");
        for (Workload workload : outcome.plan().workloads()) {
            int columns = TEXTS.size() + figures.size() + BESIDE.size();
            html.append("<tr class=\"group\"><td colspan=\"").append(columns).append("\">");
            html.append(Html.escape(workload.title() + " [" + workload.name() + "]"))
                    .append("</td></tr>\n");
            outcome.rows().stream()
                    .filter(row -> row.workload().equals(workload))
                    .forEach(row -> row(html, row, figures));
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    private static void row(StringBuilder html, Row row, List<Figure> columns) {
        html.append(row.contestant().isPlinth() ? "<tr class=\"ours\">" : "<tr>");
        html.append(Html.tag("td", "left", row.contestant().client()));
        html.append(Html.tag(
                "td", "left", row.contestant().isPlinth() ? row.contestant().backend() : "-"));
        if (row.figures() == null) {
            html.append("<td class=\"problem").append(row.failed() ? " bad" : "");
            html.append("\" colspan=\"")
                    .append(columns.size() + BESIDE.size() + 1)
                    .append("\">");
            html.append(Html.escape((row.failed() ? "failed: " : "not run: ") + row.problem()));
            html.append("</td></tr>\n");
            return;
        }
        Figures figures = row.figures();
        html.append("<td class=\"left\"");
        if (row.channel() != null) {
            html.append(" title=\"").append(Html.escape(row.channel())).append('"');
        }
        html.append('>').append(Html.escape(row.activeTransport())).append("</td>");
        columns.forEach(figure -> html.append(Html.tag("td", "", Numbers.of(figure, figures.value(figure)))));
        for (String cell : List.of(
                Numbers.ratio(row.ratio()),
                Numbers.ratio(row.cpuRatio()),
                Integer.toString(figures.connections()),
                Integer.toString(figures.errors()))) {
            html.append(Html.tag("td", "", cell));
        }
        html.append("</tr>\n");
    }

    /** Those that somebody has. */
    private static List<Figure> figures(Outcome outcome) {
        return Arrays.stream(Figure.values())
                .filter(figure -> outcome.rows().stream()
                        .anyMatch(row -> row.figures() != null && row.figures().value(figure) != null))
                .toList();
    }
}
