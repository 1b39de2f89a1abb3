package dev.plinth.cli.report;

import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Row;
import java.util.Arrays;
import java.util.List;

/** What was measured in each round, as it came: to be opened by who wants to know. */
final class HtmlRounds {

    private HtmlRounds() {}

    /** @param rows that have figures */
    static String render(List<Row> rows) {
        List<Figure> figures = Arrays.stream(Figure.values())
                .filter(figure -> rows.stream()
                        .anyMatch(row -> !row.figures().values(figure).isEmpty()))
                .toList();
        StringBuilder html = new StringBuilder("<details><summary>Every round</summary><div class=\"wide\"><table>\n");
        html.append("<thead><tr>").append(Html.tag("th", "left", "contestant")).append(Html.tag("th", "", "round"));
        figures.forEach(figure -> html.append(Html.tag("th", "", figure.title())));
        html.append("</tr></thead>\n<tbody>\n");
        for (Row row : rows) {
            row.figures().byRound().forEach((round, values) -> {
                html.append(row.contestant().isPlinth() ? "<tr class=\"ours\">" : "<tr>");
                html.append(Html.tag("td", "left", row.contestant().name()));
                html.append(Html.tag("td", "", Integer.toString(round + 1)));
                figures.forEach(figure -> html.append(Html.tag("td", "", Numbers.of(figure, values.get(figure)))));
                html.append("</tr>\n");
            });
        }
        return html.append("</tbody></table></div></details>\n").toString();
    }
}
