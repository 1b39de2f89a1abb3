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
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A report that an earlier run wrote by {@code --json}. */
public final class Earlier {

    /** Of an adapter it had one server, which rows did not name. */
    private static final int OLDEST = 1;

    private final String file;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, Figures> rows = new LinkedHashMap<>();
    private final Map<String, String> stock = new HashMap<>();
    private final Map<String, Set<String>> servers = new HashMap<>();

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
        if (version < OLDEST || version > JsonReport.SCHEMA_VERSION) {
            throw new IllegalArgumentException("has schemaVersion " + version + ", and this program reads " + OLDEST
                    + " to " + JsonReport.SCHEMA_VERSION + ": measure the baseline again with this version");
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
            String server = row.get("server") instanceof String named ? named : "";
            servers.computeIfAbsent((String) row.get("adapter"), none -> new LinkedHashSet<>())
                    .add(server);
            rows.put(
                    key(row.get("adapter"), server, row.get("workload"), row.get("contestant")),
                    new Figures(rounds, Latencies.NONE, 0, 0));
        }
    }

    private static String key(Object adapter, String server, Object workload, Object contestant) {
        return adapter + " " + server + " " + workload + " " + contestant;
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

    /**
     * The server of then that answers to one of now: the same version, else another one of its release line, else the only
     * one there was if there is only one now.
     *
     * @param now its name
     * @param all the names of all servers of this adapter now
     * @return its name then; null if there was none
     */
    String server(String adapter, String now, Collection<String> all) {
        Set<String> then = servers.getOrDefault(adapter, Set.of());
        if (then.contains(now)) {
            return now;
        }
        List<String> sameLine = then.stream()
                .filter(each -> !all.contains(each) && line(each).equals(line(now)))
                .toList();
        boolean alone = then.size() == 1 && all.size() == 1;
        return sameLine.size() == 1 ? sameLine.get(0) : alone ? then.iterator().next() : null;
    }

    /** {@code Redis 7.0.15} is of the line {@code Redis 7.0}, {@code PostgreSQL 15.13} of {@code PostgreSQL 15}. */
    private static String line(String server) {
        return server.replaceAll("(PostgreSQL \\d+)\\.[^ ,)]+", "$1")
                .replaceAll("(\\p{Alpha}+ \\d+\\.\\d+)\\.[^ ,)]+", "$1");
    }

    /**
     * What was measured then of what is now this row; null if it did not run, or not well.
     *
     * @param server the name of its server then
     */
    Figures figures(Row row, String server) {
        return rows.get(key(
                row.adapter(), server, row.workload().name(), row.contestant().name()));
    }

    /** What was measured then of the stock client beside it; null if there was none. */
    Figures stock(Row row, String server) {
        return rows.get(key(row.adapter(), server, row.workload().name(), stock.get(row.adapter())));
    }
}
