package dev.plinth.cli.report;

import dev.plinth.cli.faults.Cell;
import dev.plinth.cli.faults.Fault;
import dev.plinth.cli.faults.FaultsReport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What somebody reads first: what was promised, who kept it, and how that compares with the stock client. */
final class FaultsSummary {

    private FaultsSummary() {}

    static void render(StringBuilder html, FaultsReport report) {
        html.append("<section id=\"summary\" class=\"card\">\n<h2>In short</h2>\n");
        html.append(Html.tag("p", report.bad().isEmpty() ? "" : "bad", headline(report)));
        for (FaultsReport.Section section : report.sections()) {
            boolean bad = section.cells().stream().anyMatch(Cell::isBad);
            html.append("<div class=\"advice\"><h3>")
                    .append(Html.escape(section.name()))
                    .append(": ");
            html.append(Html.tag("span", bad ? "bad" : "take", bad ? "not kept" : "kept"))
                    .append("</h3>\n<ul>");
            lines(section, report.faults().size()).forEach(line -> html.append(Html.tag("li", "", line)));
            html.append("</ul></div>\n");
        }
        report.notRun().forEach(why -> html.append(Html.tag("p", "", why)));
        html.append("</section>\n");
        overview(html, report);
    }

    private static String headline(FaultsReport report) {
        long judged = report.judged();
        int bad = report.bad().size();
        if (judged == 0) {
            return "No backend ran: nothing was found out about Plinth.";
        }
        return bad == 0
                ? "Every promise was kept, in all " + judged
                        + " cells on Plinth. (A cell: one backend, one workload, one" + " fault.)"
                : "Promises were broken, or cells failed: " + bad + " of " + judged + " cells on Plinth are not as they"
                        + " should be.";
    }

    private static List<String> lines(FaultsReport.Section section, int faults) {
        List<String> lines = new ArrayList<>();
        lines.add("Promised: " + section.promise());
        List<String> kept = section.cells().stream()
                .filter(cell -> cell.isPlinth() && cell.counts() != null)
                .map(Cell::who)
                .distinct()
                .filter(who ->
                        section.cells().stream().noneMatch(cell -> cell.who().equals(who) && cell.isBad()))
                .toList();
        if (!kept.isEmpty()) {
            lines.add("Kept under "
                    + (faults == 1 ? "the fault" : faults == 2 ? "both faults" : "all " + faults + " faults") + " by "
                    + String.join(", ", kept) + ".");
        }
        section.cells().stream()
                .filter(Cell::isBad)
                .forEach(cell -> lines.add("Not by " + cell.who() + " under "
                        + cell.fault().key() + ": " + FaultsReport.what(cell) + "."));
        String stock = section.stock();
        lines.add(stock.isEmpty() ? "The stock client would have kept it, too." : "But " + stock);
        if (!section.gaps().isEmpty()) {
            lines.add(section.gaps().strip());
        }
        return lines;
    }

    /** Each fault with each workload, at a glance. */
    private static void overview(StringBuilder html, FaultsReport report) {
        html.append("<h2>At a glance</h2>\n<div class=\"card wide\"><table class=\"matrix\">\n<thead><tr>");
        html.append(Html.tag("th", "left", "fault"));
        report.sections().forEach(section -> html.append(Html.tag("th", "left", section.name())));
        html.append("</tr></thead>\n<tbody>\n");
        for (Fault fault : report.faults()) {
            html.append("<tr>").append(Html.tag("td", "left", fault.key()));
            report.sections().forEach(section -> square(html, section.cells(fault)));
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div>\n");
    }

    private static void square(StringBuilder html, List<Cell> cells) {
        String bad = cells.stream().filter(Cell::isBad).map(Cell::who).collect(Collectors.joining(", "));
        long ran = cells.stream()
                .filter(cell -> cell.isPlinth() && cell.counts() != null)
                .count();
        String stock = cells.stream()
                .filter(cell -> !cell.isPlinth() && !cell.broken().isEmpty())
                .map(cell -> String.join(", ", cell.broken()))
                .collect(Collectors.joining());
        html.append("<td class=\"left\">");
        String state = ran == 0 ? "not run" : "kept by all " + ran;
        html.append(
                Html.tag("span", bad.isEmpty() ? "state ok" : "state bad", bad.isEmpty() ? state : "not by " + bad));
        if (!stock.isEmpty()) {
            html.append("<br>").append(Html.tag("span", "soft small", "stock: " + stock));
        }
        html.append("</td>");
    }
}
