package dev.plinth.cli.report;

import dev.plinth.cli.baseline.Change;
import dev.plinth.cli.baseline.Changes;
import dev.plinth.cli.baseline.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What changed since an earlier report, in each form of this one. */
final class ChangesTable {

    private static final List<String> TEXTS = List.of("workload", "contestant", "figure");
    private static final List<String> FIGURES =
            List.of("then", "now", "now / then (min..max)", "by multiples of stock", "verdict");

    private ChangesTable() {}

    static String console(Changes changes) {
        StringBuilder text = new StringBuilder("\nWhat changed since " + changes.file() + "\n");
        List<String> titles = new ArrayList<>(TEXTS);
        FIGURES.forEach(title -> titles.add(title.equals("verdict") ? title : ">" + title));
        TextTable table = new TextTable(titles.toArray(String[]::new));
        changes.all().forEach(change -> table.add(cells(change).toArray(String[]::new)));
        text.append(table.render("  "));
        remarks(changes).forEach(remark -> text.append(remark).append('\n'));
        return text.toString();
    }

    static String html(Changes changes) {
        StringBuilder html = new StringBuilder("<h2>What changed since " + Html.escape(changes.file()) + "</h2>\n");
        html.append(Html.tag("p", changes.failures().isEmpty() ? "" : "bad", conclusion(changes)));
        html.append("<div class=\"card wide\"><table>\n<thead><tr>");
        TEXTS.forEach(title -> html.append(Html.tag("th", "left", title)));
        FIGURES.forEach(title -> html.append(Html.tag("th", "", title)));
        html.append("</tr></thead>\n<tbody>\n");
        for (Change change : changes.all()) {
            html.append(change.row().contestant().isPlinth() ? "<tr class=\"ours\">" : "<tr>");
            List<String> cells = cells(change);
            for (int i = 0; i < cells.size(); i++) {
                boolean bad = i == cells.size() - 1 && change.verdict().fails();
                html.append(Html.tag("td", i < TEXTS.size() ? "left" : bad ? "bad" : "", cells.get(i)));
            }
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div>\n");
        remarks(changes).stream().skip(1).forEach(remark -> html.append(Html.tag("p", "soft small", remark)));
        return html.toString();
    }

    /** As in the schema; null if nothing was compared. */
    static Map<String, Object> json(Changes changes) {
        if (changes == null) {
            return null;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("file", changes.file());
        map.put("maxRegression", changes.bound());
        map.put("failed", !changes.failures().isEmpty());
        map.put("differences", changes.differences());
        map.put("notMeasured", changes.unmatched());
        map.put("changes", changes.all().stream().map(ChangesTable::json).toList());
        return map;
    }

    private static Map<String, Object> json(Change change) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("adapter", change.row().adapter());
        map.put("server", change.row().server());
        map.put("workload", change.row().workload().name());
        map.put("contestant", change.row().contestant().name());
        map.put("figure", change.figure() == null ? null : change.figure().key());
        map.put("then", change.then());
        map.put("now", change.now());
        JsonReport.spread(map, "ratio", change.ratio());
        JsonReport.spread(map, "ratioToStock", change.toStock());
        map.put("verdict", change.verdict().name());
        return map;
    }

    private static List<String> cells(Change change) {
        String server = change.row().server();
        String workload =
                change.row().adapter() + " " + change.row().workload().name() + (server.isEmpty() ? "" : ", " + server);
        String contestant = change.row().contestant().name();
        if (change.verdict() == Verdict.LOST) {
            return List.of(
                    workload,
                    contestant,
                    "-",
                    "-",
                    "-",
                    "-",
                    "-",
                    change.verdict().text());
        }
        return List.of(
                workload,
                contestant,
                change.figure().title(),
                Numbers.of(change.figure(), change.then()),
                Numbers.of(change.figure(), change.now()),
                Numbers.ratio(change.ratio()),
                Numbers.ratio(change.toStock()),
                change.verdict().text());
    }

    private static List<String> remarks(Changes changes) {
        List<String> remarks = new ArrayList<>();
        remarks.add(conclusion(changes));
        remarks.add("A regression is a row on Plinth whose throughput or CPU per operation got worse by more than the"
                + " bound, also as a multiple of the stock client's in the same run, and in every round.");
        changes.differences().forEach(difference -> remarks.add("Not the same circumstances: " + difference));
        if (changes.unmatched() > 0) {
            remarks.add(changes.unmatched() + " row(s) of then were not measured now.");
        }
        return remarks;
    }

    private static String conclusion(Changes changes) {
        if (changes.all().isEmpty()) {
            return "Nothing was measured both then and now.";
        }
        long failures = changes.failures().stream().map(Change::name).distinct().count();
        String bound =
                String.format(Locale.ROOT, "%.3g%%", 100 * changes.bound()).replaceAll("\\.0+%", "%");
        return failures == 0
                ? "No row on Plinth got worse by more than " + bound + "."
                : failures + " row(s) on Plinth got worse by more than " + bound + ", or do not run any more.";
    }
}
