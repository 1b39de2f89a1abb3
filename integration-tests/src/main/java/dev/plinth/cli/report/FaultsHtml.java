package dev.plinth.cli.report;

import dev.plinth.cli.faults.Cell;
import dev.plinth.cli.faults.Fault;
import dev.plinth.cli.faults.FaultsReport;
import java.util.List;
import java.util.Map;

/** The faults' report as one self-contained page. */
public final class FaultsHtml {

    /** The fault is a row of its own above those whom it met. */
    private static final List<String> TITLES = FaultsConsole.TITLES.subList(1, FaultsConsole.TITLES.size());

    private FaultsHtml() {}

    /** The page. */
    public static String render(FaultsReport report, Map<String, String> environment) {
        StringBuilder html = HtmlReport.begin("Plinth: faults");
        html.append("<header>\n<div class=\"brand\">Plinth</div>\n");
        html.append(Html.tag("h1", "", "What is lost, doubled or late when networks and servers fail"));
        html.append(Html.tag(
                "p",
                "soft",
                "Each client sends an operation every 5 ms through a proxy of its own; a fault meets all of them at the"
                        + " same time. Then the server is asked what it has. "
                        + environment.getOrDefault("date", "")));
        html.append("\n</header>\n<main>\n");
        FaultsSummary.render(html, report);
        report.sections().forEach(section -> section(html, report, section));
        html.append(Html.tag(
                "p",
                "soft small",
                "lost: confirmed, and not there; or there, and not delivered though what came after it was. doubled: there"
                        + " more than once. wrong: another answer than its own, or something that nobody sent. failed:"
                        + " ended with an error, which a service can act upon. hung: neither, 40 s after the fault. gap:"
                        + " the longest time in which nothing was confirmed, from the beginning of the fault on. leaked:"
                        + " descriptors, threads or buffers that this process still held after the client was closed. "
                        + "The stock client has made no promise: what is shown is"
                        + " whether it would have kept Plinth's."));
        html.append("</main>\n");
        HtmlReport.end(html, environment, FaultsJson.render(report, environment));
        return html.toString();
    }

    private static void section(StringBuilder html, FaultsReport report, FaultsReport.Section section) {
        html.append(Html.tag("h2", "", section.name()))
                .append(Html.tag("p", "", section.title()))
                .append(Html.tag("p", "soft", section.server()));
        html.append("<div class=\"card wide\"><table>\n<thead><tr>");
        for (String title : TITLES) {
            boolean figure = title.startsWith(">");
            html.append(Html.tag("th", figure ? "" : "left", figure ? title.substring(1) : title));
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (Fault fault : report.faults()) {
            html.append("<tr class=\"group\"><td class=\"problem\" colspan=\"")
                    .append(TITLES.size())
                    .append("\">");
            html.append(Html.escape(fault.key() + ": " + fault.title())).append("<br>");
            html.append(Html.tag("span", "soft small", section.promise(fault))).append("</td></tr>\n");
            section.cells(fault).forEach(cell -> row(html, cell));
        }
        html.append("</tbody></table></div>\n");
    }

    private static void row(StringBuilder html, Cell cell) {
        html.append(cell.isPlinth() ? "<tr class=\"ours\">" : "<tr>").append("<td class=\"left\">");
        html.append(Html.escape(cell.who()));
        if (cell.counts() != null) {
            html.append("<br>").append(Html.tag("span", "soft small", cell.transport()));
        }
        html.append("</td>");
        if (cell.counts() == null) {
            html.append("<td class=\"problem").append(cell.failed() ? " bad" : "");
            html.append("\" colspan=\"").append(TITLES.size() - 1).append("\">");
            html.append(Html.escape((cell.failed() ? "failed: " : "not run: ") + cell.problem()))
                    .append("</td></tr>\n");
            return;
        }
        FaultsConsole.figures(cell.counts()).forEach(figure -> html.append(Html.tag("td", "", figure)));
        html.append(Html.tag("td", cell.isBad() ? "left bad" : "left", FaultsConsole.promise(cell)));
        String error = cell.counts().firstError();
        html.append(Html.tag("td", "problem", error == null ? "" : error)).append("</tr>\n");
    }
}
