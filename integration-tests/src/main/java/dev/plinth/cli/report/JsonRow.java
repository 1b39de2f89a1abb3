package dev.plinth.cli.report;

import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Figures;
import dev.plinth.cli.compare.Latencies;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.load.Load;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A row of the report for programs. Times in microseconds, sizes in MiB, ratios against the baseline. */
final class JsonRow {

    private JsonRow() {}

    static Map<String, Object> of(Row row) {
        Load load = row.workload().load();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("adapter", row.adapter());
        map.put("server", row.server());
        map.put("workload", row.workload().name());
        map.put("title", row.workload().title());
        map.put("callers", load.callers());
        map.put("inFlight", load.inFlight());
        map.put("blocking", load.blocking());
        map.put("ratePerSec", load.open() ? load.rate() : null);
        map.put("contestant", row.contestant().name());
        map.put("client", row.contestant().client());
        map.put("description", row.contestant().description());
        map.put("limit", row.contestant().limit());
        map.put("backend", row.contestant().backend());
        map.put("activeTransport", row.activeTransport());
        map.put("channel", row.channel());
        Figures figures = row.figures();
        for (Figure figure : Figure.values()) {
            map.put(figure.key(), figures == null ? null : rounded(figures.value(figure), figure));
        }
        JsonReport.spread(map, "ratioToStock", row.ratio());
        JsonReport.spread(map, "cpuRatioToStock", row.cpuRatio());
        map.put("connections", figures == null ? null : figures.connections());
        map.put("errors", figures == null ? null : figures.errors());
        map.put("byRound", figures == null ? List.of() : byRound(figures));
        map.put("latency", figures == null ? null : latency(figures.latencies()));
        map.put("status", row.problem() == null ? "ok" : row.failed() ? "failed" : "not run");
        map.put("problem", row.problem());
        return map;
    }

    private static List<Map<String, Object>> byRound(Figures figures) {
        List<Map<String, Object>> rounds = new ArrayList<>();
        figures.byRound().forEach((number, values) -> {
            Map<String, Object> round = new LinkedHashMap<>();
            round.put("round", number + 1);
            values.forEach((figure, value) -> round.put(figure.key(), rounded(value, figure)));
            rounds.add(round);
        });
        return rounds;
    }

    private static Map<String, Object> latency(Latencies latencies) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("count", latencies.count());
        map.put(
                "percentiles",
                latencies.points().stream().map(Latencies.Point::percentile).toList());
        map.put(
                "micros",
                latencies.points().stream()
                        .map(point -> JsonReport.rounded(point.micros(), 2))
                        .toList());
        return map;
    }

    private static Object rounded(Double value, Figure figure) {
        if (value == null) {
            return null;
        }
        return figure.digits() == 0 ? (Object) Math.round(value) : (Object) JsonReport.rounded(value, figure.digits());
    }
}
