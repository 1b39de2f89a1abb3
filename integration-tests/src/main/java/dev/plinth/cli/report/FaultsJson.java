package dev.plinth.cli.report;

import dev.plinth.cli.faults.Cell;
import dev.plinth.cli.faults.Count;
import dev.plinth.cli.faults.FaultsReport;
import java.util.LinkedHashMap;
import java.util.Map;

/** The faults' report for programs: one row for each cell; times in milliseconds. */
public final class FaultsJson {

    private FaultsJson() {}

    /** The whole report as text. */
    public static String render(FaultsReport report, Map<String, String> environment) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("environment", environment);
        Map<String, String> servers = new LinkedHashMap<>();
        report.adapters().forEach(adapter -> servers.put(adapter, report.server(adapter)));
        all.put("servers", servers);
        all.put("verdicts", report.verdicts());
        all.put("rows", report.cells().stream().map(cell -> row(report, cell)).toList());
        return JsonReport.text(all);
    }

    private static Map<String, Object> row(FaultsReport report, Cell cell) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("adapter", cell.adapter());
        map.put("contestant", cell.contestant());
        map.put("plinth", cell.isPlinth());
        map.put("fault", cell.fault().key());
        map.put("promise", report.promise(cell.adapter(), cell.fault()));
        boolean ran = cell.counts() != null;
        map.put("sent", ran ? cell.counts().sent() : null);
        map.put("confirmed", ran ? cell.counts().confirmed() : null);
        for (Count count : Count.values()) {
            map.put(count.key(), ran ? cell.counts().of(count) : null);
        }
        map.put("gapMillis", ran ? cell.counts().gapMillis() : null);
        map.put("worksAgain", ran ? cell.worksAgain() : null);
        map.put("firstError", ran ? cell.counts().firstError() : null);
        map.put("broken", cell.broken());
        map.put("status", ran ? cell.isBad() ? "broken" : "ok" : cell.failed() ? "failed" : "not run");
        map.put("problem", cell.problem());
        return map;
    }
}
