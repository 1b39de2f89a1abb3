package dev.plinth.cli.report;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Spread;
import dev.plinth.cli.load.Load;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report for programs. Times in microseconds, sizes in MiB, ratios against the baseline. */
public final class JsonReport {

    private JsonReport() {}

    /** The whole report as text. */
    public static String render(Report report) {
        return text(toMap(report));
    }

    /** Any report as text. */
    static String text(Map<String, Object> map) {
        try {
            return JSON.std
                            .with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES)
                            .asString(map)
                    + "\n";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Map<String, Object> toMap(Report report) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("environment", report.environment());
        List<Object> runs = new ArrayList<>();
        for (Outcome outcome : report.outcomes()) {
            Map<String, Object> run = new LinkedHashMap<>();
            run.put("adapter", outcome.plan().comparison().adapter());
            run.put("server", outcome.server());
            run.put("baseline", outcome.plan().contestants().get(0).name());
            run.put("rounds", outcome.rounds());
            run.put("windowMillis", outcome.plan().windowMillis());
            run.put("remarks", outcome.plan().comparison().remarks(outcome.rows()));
            run.put("contestants", outcome.facts());
            runs.add(run);
        }
        all.put("runs", runs);
        all.put("rows", report.rows().stream().map(JsonReport::row).toList());
        return all;
    }

    private static Map<String, Object> row(Row row) {
        Load load = row.workload().load();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("adapter", row.adapter());
        map.put("workload", row.workload().name());
        map.put("callers", load.callers());
        map.put("inFlight", load.inFlight());
        map.put("blocking", load.blocking());
        map.put("contestant", row.contestant().name());
        map.put("client", row.contestant().client());
        map.put("description", row.contestant().description());
        map.put("limit", row.contestant().limit());
        map.put("backend", row.contestant().backend());
        map.put("activeTransport", row.activeTransport());
        map.put("channel", row.channel());
        Row.Figures figures = row.figures();
        map.put("opsPerSec", figures == null ? null : rounded(figures.opsPerSec(), 1));
        map.put("p50Micros", figures == null ? null : rounded(figures.p50Micros(), 2));
        map.put("p99Micros", figures == null ? null : rounded(figures.p99Micros(), 2));
        map.put("cpuMicrosPerOp", figures == null ? null : rounded(figures.cpuMicrosPerOp(), 3));
        spread(map, "ratioToStock", row.ratio());
        spread(map, "cpuRatioToStock", row.cpuRatio());
        map.put("connections", figures == null ? null : figures.connections());
        map.put("threads", figures == null ? null : figures.threads());
        map.put("rssMb", figures == null ? null : rounded(figures.rssMb(), 1));
        map.put("errors", figures == null ? null : figures.errors());
        map.put(
                "opsPerSecByRound",
                figures == null
                        ? List.of()
                        : figures.rounds().stream().map(ops -> rounded(ops, 1)).toList());
        map.put("status", row.problem() == null ? "ok" : row.failed() ? "failed" : "not run");
        map.put("problem", row.problem());
        return map;
    }

    static void spread(Map<String, Object> map, String name, Spread spread) {
        map.put(name, spread == null ? null : rounded(spread.median(), 3));
        map.put(name + "Min", spread == null ? null : rounded(spread.min(), 3));
        map.put(name + "Max", spread == null ? null : rounded(spread.max(), 3));
    }

    static double rounded(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }
}
