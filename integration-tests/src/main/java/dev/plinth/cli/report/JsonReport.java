package dev.plinth.cli.report;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Spread;
import dev.plinth.cli.servers.ServerFacts;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The report for programs, as {@code compare-report.schema.json} has it. */
public final class JsonReport {

    /**
     * The version of the format: raised when a field changes its meaning or goes; new fields do not raise it.
     */
    public static final int SCHEMA_VERSION = 2;

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

    private static Map<String, Object> toMap(Report report) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("schemaVersion", SCHEMA_VERSION);
        all.put("environment", report.environment());
        all.put("runs", report.outcomes().stream().map(JsonReport::run).toList());
        all.put("matrix", Matrix.of(report.outcomes()).json());
        all.put("summary", report.outcomes().stream().map(JsonReport::summary).toList());
        all.put("benches", report.benches().stream().map(BenchJson::toMap).toList());
        all.put("baseline", ChangesTable.json(report.changes()));
        all.put("rows", report.rows().stream().map(JsonRow::of).toList());
        return all;
    }

    private static Map<String, Object> run(Outcome outcome) {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("adapter", outcome.plan().comparison().adapter());
        run.put("server", outcome.serverName());
        run.put("servers", outcome.servers().stream().map(ServerFacts::toMap).toList());
        run.put("serverDescription", outcome.server());
        run.put("unit", outcome.plan().comparison().unit());
        run.put("baseline", outcome.plan().contestants().get(0).name());
        run.put("rounds", outcome.rounds());
        run.put("windowMillis", outcome.plan().windowMillis());
        run.put("remarks", outcome.plan().comparison().remarks(outcome.rows()));
        run.put("warnings", outcome.warnings());
        run.put("contestants", outcome.facts());
        return run;
    }

    private static Map<String, Object> summary(Outcome outcome) {
        Summary summary = Summary.of(outcome);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("adapter", outcome.plan().comparison().adapter());
        map.put("server", outcome.serverName());
        map.put("advice", summary.advice());
        map.put("reasons", summary.reasons());
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
