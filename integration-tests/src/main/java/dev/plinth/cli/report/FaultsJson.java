package dev.plinth.cli.report;

import dev.plinth.cli.faults.Cell;
import dev.plinth.cli.faults.Count;
import dev.plinth.cli.faults.FaultsReport;
import java.util.LinkedHashMap;
import java.util.Map;

/** The faults' report for programs, as {@code faults-report.schema.json} has it. */
public final class FaultsJson {

    /** The version of the format: raised when a field changes its meaning or goes; new fields do not raise it. */
    public static final int SCHEMA_VERSION = 1;

    private FaultsJson() {}

    /** The whole report as text. */
    public static String render(FaultsReport report, Map<String, String> environment) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("schemaVersion", SCHEMA_VERSION);
        all.put("environment", environment);
        all.put("sections", report.sections().stream().map(FaultsJson::section).toList());
        all.put(
                "faults",
                report.faults().stream()
                        .map(fault -> Map.of("fault", fault.key(), "title", fault.title()))
                        .toList());
        all.put("verdicts", report.verdicts());
        all.put(
                "rows",
                report.sections().stream()
                        .flatMap(section -> section.cells().stream().map(cell -> row(section, cell)))
                        .toList());
        return JsonReport.text(all);
    }

    private static Map<String, Object> section(FaultsReport.Section section) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("adapter", section.adapter());
        map.put("workload", section.workloadKey());
        map.put("title", section.title());
        map.put("promise", section.promise());
        map.put("server", section.server());
        return map;
    }

    private static Map<String, Object> row(FaultsReport.Section section, Cell cell) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("adapter", cell.adapter());
        map.put("workload", cell.workloadKey());
        map.put("server", section.server());
        map.put("contestant", cell.who());
        map.put("plinth", cell.isPlinth());
        map.put("transport", cell.transport());
        map.put("fault", cell.fault().key());
        map.put("promise", section.promise(cell.fault()));
        boolean ran = cell.counts() != null;
        map.put("sent", ran ? cell.counts().sent() : null);
        map.put("confirmed", ran ? cell.counts().confirmed() : null);
        for (Count count : Count.values()) {
            map.put(count.key(), ran ? cell.counts().of(count) : null);
        }
        map.put("gapMillis", ran ? cell.counts().gapMillis() : null);
        map.put("worksAgain", ran ? cell.worksAgain() : null);
        map.put("leaked", cell.leaked());
        map.put("firstError", ran ? cell.counts().firstError() : null);
        map.put("broken", cell.broken());
        map.put("status", status(cell));
        map.put("problem", cell.problem());
        return map;
    }

    /** The stock client has promised nothing: what it would have broken is in {@code broken}. */
    private static String status(Cell cell) {
        if (cell.counts() == null) {
            return cell.failed() ? "failed" : "not run";
        }
        return cell.isBad() ? "broken" : "ok";
    }
}
