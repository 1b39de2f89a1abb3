package dev.plinth.cli.baseline;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Figures;
import dev.plinth.cli.compare.Latencies;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.report.JsonReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report that an earlier run wrote by {@code --json}. */
public final class Earlier {

    private final String file;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, Figures> rows = new LinkedHashMap<>();
    private final Map<String, String> stock = new HashMap<>();

    private Earlier(String file) {
        this.file = file;
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if it is none; the message follows the file's name in a sentence
     */
    public static Earlier read(Path file) {
        Map<String, Object> all;
        try {
            all = JSON.std.mapFrom(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "cannot be read as a report: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    e);
        }
        if (!(all.get("schemaVersion") instanceof Integer version)) {
            throw new IllegalArgumentException("is no report of this program: it has no schemaVersion; give a file that"
                    + " 'plinth compare --json FILE' wrote");
        }
        if (version != JsonReport.SCHEMA_VERSION) {
            throw new IllegalArgumentException("has schemaVersion " + version + ", and this program reads "
                    + JsonReport.SCHEMA_VERSION + ": measure the baseline again with this version");
        }
        Earlier earlier = new Earlier(file.toString());
        try {
            ((Map<?, ?>) all.get("environment"))
                    .forEach((name, value) -> earlier.environment.put((String) name, (String) value));
            ((List<?>) all.get("runs")).forEach(run -> earlier.run((Map<?, ?>) run));
            ((List<?>) all.get("rows")).forEach(row -> earlier.row((Map<?, ?>) row));
        } catch (ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("does not keep to the format of schemaVersion " + version, e);
        }
        return earlier;
    }

    private void run(Map<?, ?> run) {
        stock.put((String) run.get("adapter"), (String) run.get("baseline"));
    }

    private void row(Map<?, ?> row) {
        if (!"ok".equals(row.get("status"))) {
            return;
        }
        Map<Integer, Map<Figure, Double>> rounds = new HashMap<>();
        for (Object each : (List<?>) row.get("byRound")) {
            Map<?, ?> round = (Map<?, ?>) each;
            Map<Figure, Double> figures = new EnumMap<>(Figure.class);
            round.forEach((name, value) ->
                    Figure.of((String) name).ifPresent(figure -> figures.put(figure, ((Number) value).doubleValue())));
            rounds.put(((Number) round.get("round")).intValue() - 1, figures);
        }
        if (!rounds.isEmpty()) {
            rows.put(
                    key(row.get("adapter"), row.get("workload"), row.get("contestant")),
                    new Figures(rounds, Latencies.NONE, 0, 0));
        }
    }

    private static String key(Object adapter, Object workload, Object contestant) {
        return adapter + " " + workload + " " + contestant;
    }

    /** Where it was read from. */
    public String file() {
        return file;
    }

    /** The circumstances of then. */
    public Map<String, String> environment() {
        return environment;
    }

    /** The rows that ran well then. */
    int size() {
        return rows.size();
    }

    /** What was measured then of what is now this row; null if it did not run, or not well. */
    Figures figures(Row row) {
        return rows.get(
                key(row.adapter(), row.workload().name(), row.contestant().name()));
    }

    /** What was measured then of the stock client beside it; null if there was none. */
    Figures stock(Row row) {
        return rows.get(key(row.adapter(), row.workload().name(), stock.get(row.adapter())));
    }
}
