package dev.plinth.cli.report;

import dev.plinth.cli.bench.BenchReport;
import dev.plinth.cli.bench.Entry;
import dev.plinth.cli.bench.Measure;
import dev.plinth.cli.bench.Reading;
import dev.plinth.cli.compare.Spread;
import java.util.LinkedHashMap;
import java.util.Map;

/** A benchmark's report for programs: one row for each participant in each section. */
public final class BenchJson {

    private BenchJson() {}

    /** The whole report as text. */
    public static String render(BenchReport report) {
        return JsonReport.text(toMap(report));
    }

    static Map<String, Object> toMap(BenchReport report) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("environment", report.environment());
        all.put("bench", report.name());
        all.put("rounds", report.rounds());
        all.put("remarks", report.remarks());
        all.put(
                "rows",
                report.entries().stream().map(entry -> row(report, entry)).toList());
        return all;
    }

    private static Map<String, Object> row(BenchReport report, Entry entry) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("bench", report.name());
        map.put("section", entry.section().name());
        map.put("name", entry.participant().name());
        map.put("plinth", entry.participant().isPlinth());
        map.put("backend", entry.fact(Reading.BACKEND));
        map.put("activeTransport", entry.fact(Reading.TRANSPORT));
        map.put("placement", entry.fact(Reading.PLACEMENT));
        for (Measure measure : entry.section().measures()) {
            spread(map, measure.key(), entry.spread(measure));
        }
        map.put("compared", entry.section().main().key());
        map.put(
                "byRound",
                entry.byRound(entry.section().main()).stream()
                        .map(value -> JsonReport.rounded(value, 4))
                        .toList());
        map.put("baseline", entry.section().baseline());
        String baseline = entry.section().baseline();
        JsonReport.spread(
                map,
                "ratioToBaseline",
                baseline == null ? null : entry.ratioTo(report.find(entry.section(), baseline)));
        JsonReport.spread(
                map,
                "ratioToLimit",
                report.limit() == null ? null : entry.ratioTo(report.find(entry.section(), report.limit())));
        map.put("status", entry.problem() == null ? "ok" : entry.failed() ? "failed" : "not run");
        map.put("problem", entry.problem());
        return map;
    }

    private static void spread(Map<String, Object> map, String name, Spread spread) {
        map.put(name, spread == null ? null : JsonReport.rounded(spread.median(), 4));
        map.put(name + "Min", spread == null ? null : JsonReport.rounded(spread.min(), 4));
        map.put(name + "Max", spread == null ? null : JsonReport.rounded(spread.max(), 4));
    }
}
