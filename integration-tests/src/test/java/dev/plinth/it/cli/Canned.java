package dev.plinth.it.cli;

import dev.plinth.cli.baseline.Changes;
import dev.plinth.cli.baseline.Earlier;
import dev.plinth.cli.behaviour.Correctness;
import dev.plinth.cli.compare.Comparison;
import dev.plinth.cli.compare.Comparisons;
import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Figures;
import dev.plinth.cli.compare.Latencies;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Plan;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Spread;
import dev.plinth.cli.compare.Workload;
import dev.plinth.cli.report.JsonReport;
import dev.plinth.cli.report.Report;
import dev.plinth.cli.servers.ServerFacts;
import dev.plinth.cli.servers.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A result of which each figure is known: the stock client's 100,000 commands a second at 8 us, and multiples. */
final class Canned {

    static final String EVIL = "</script><b>\"&";

    private static final String VERSION = "7.0.15";
    private static final String SERVER = "Redis " + VERSION;

    private static final Comparison REDIS = Comparisons.all().get(0);
    private static final List<Workload> WORKLOADS = REDIS.workloads().subList(0, 3);

    private Canned() {}

    static Report report() {
        return report(1, "Linux " + EVIL, VERSION);
    }

    /** The same on several versions of the server. */
    static Report on(String... versions) {
        return report(1, "Linux", versions);
    }

    /** The same as an open loop. */
    static Report at(double rate) {
        List<Workload> paced = WORKLOADS.stream()
                .map(each -> new Workload(
                        each.name() + "@" + rate, each.title(), each.load().at(rate)))
                .toList();
        return new Report(List.of(outcome(paced, 1, VERSION)), Map.of(), null, List.of());
    }

    /** What came of a run on {@code now}, beside one on {@code then}. */
    static Changes compared(Report then, Report now) throws IOException {
        Path file = Files.createTempFile("plinth-canned", ".json");
        try {
            Files.writeString(file, JsonReport.render(then));
            return Changes.of(Earlier.read(file), now.outcomes(), now.environment(), 0.1);
        } finally {
            Files.delete(file);
        }
    }

    /** The same, but percore-uring at {@code times} the throughput; 0 means that it failed. */
    static Report compared(double times) throws IOException {
        return compared(times, 0.1);
    }

    static Report compared(double times, double bound) throws IOException {
        Path file = Files.createTempFile("plinth-canned", ".json");
        try {
            Files.writeString(file, JsonReport.render(report()));
            Report now = report(times, "Linux 99", VERSION);
            return new Report(
                    now.outcomes(),
                    now.environment(),
                    Changes.of(Earlier.read(file), now.outcomes(), now.environment(), bound),
                    List.of());
        } finally {
            Files.delete(file);
        }
    }

    private static Report report(double times, String kernel, String... versions) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("date", "2026-11-21T12:00:00Z");
        environment.put("kernel", kernel);
        List<Outcome> outcomes = Stream.of(versions)
                .map(version -> outcome(WORKLOADS, times, version))
                .toList();
        return new Report(outcomes, environment, null, List.of(CannedBench.report()));
    }

    private static Outcome outcome(List<Workload> workloads, double times, String version) {
        List<Contestant> contestants = new ArrayList<>(REDIS.peers().subList(0, 4));
        contestants.add(REDIS.plinth("percore-uring", null));
        contestants.add(REDIS.plinth("netty-epoll", null));
        contestants.add(REDIS.plinth("virtualthreads", null));
        contestants.add(REDIS.plinth("netty-nio", "it cannot run here " + EVIL));
        Plan plan = new Plan(REDIS, contestants, workloads, 3, 1000, 1000, Long.MAX_VALUE, Plan.GRACE_MILLIS);
        List<Row> rows = new ArrayList<>();
        for (Workload workload : workloads) {
            boolean deep = workload.load().totalInFlight() > 1;
            rows.add(ran(workload, contestants.get(0), "nio", 1, 1));
            rows.add(ran(workload, contestants.get(1), "epoll", 1.04, 0.97));
            rows.add(ran(workload, contestants.get(2), "nio", deep ? 4.1 : 1, deep ? 0.26 : 1));
            rows.add(failed(workload, contestants.get(3), "its JVM ended with status 134 at 'run':\nthe last words"));
            rows.add(
                    times == 0
                            ? failed(workload, contestants.get(4), "it hangs")
                            : ran(
                                    workload,
                                    contestants.get(4),
                                    "io_uring",
                                    times * (deep ? 4.31 : 1.02),
                                    deep ? 0.22 : 1.1));
            rows.add(ran(workload, contestants.get(5), "epoll", deep ? 3.9 : 1.01, deep ? 0.26 : 1));
            rows.add(ran(workload, contestants.get(6), "blocking sockets", deep ? 2.6 : 0.9, deep ? 0.4 : 1.2));
            rows.add(new Row(
                    "redis",
                    SERVER,
                    workload,
                    contestants.get(7),
                    null,
                    null,
                    null,
                    null,
                    null,
                    contestants.get(7).notRun(),
                    false));
        }
        rows.replaceAll(row -> on(row, "Redis " + version));
        return new Outcome(
                plan,
                3,
                "started for this run on 127.0.0.1:1",
                List.of(new ServerFacts(
                        ServerKind.REDIS,
                        version,
                        ServerFacts.Origin.CONTAINER,
                        "redis:" + version,
                        "sha256:0123456789abcdef",
                        "127.0.0.1:1",
                        null)),
                rows,
                Map.of(
                        "percore-uring",
                        Map.<String, Object>of("facts", Map.of("warnings", "its cores are not pinned"))),
                Map.of(
                        "stock", new Correctness(40, null, null),
                        "percore-uring", new Correctness(40, "stock", null),
                        "netty-epoll", new Correctness(40, "stock", null)));
    }

    private static Row on(Row row, String server) {
        return new Row(
                row.adapter(),
                server,
                row.workload(),
                row.contestant(),
                row.activeTransport(),
                row.channel(),
                row.figures(),
                row.ratio(),
                row.cpuRatio(),
                row.problem(),
                row.failed());
    }

    private static Row ran(Workload workload, Contestant contestant, String transport, double ratio, double cpu) {
        Figures stock = figures(1, 1);
        Figures figures = ratio == 1 ? stock : figures(ratio, cpu);
        return new Row(
                "redis",
                SERVER,
                workload,
                contestant,
                transport,
                "SomeChannel",
                figures,
                Spread.of(figures.ratios(stock, Figure.OPS_PER_SEC)),
                Spread.of(figures.ratios(stock, Figure.CPU)),
                null,
                false);
    }

    /** Three rounds, of which the last is the median. */
    private static Figures figures(double ratio, double cpu) {
        Map<Integer, Map<Figure, Double>> rounds = new TreeMap<>();
        for (int round = 0; round < 3; round++) {
            double machine = List.of(0.97, 1.03, 1.0).get(round);
            double off = List.of(0.95, 1.06, 1.0).get(round);
            Map<Figure, Double> figures = new EnumMap<>(Figure.class);
            figures.put(Figure.OPS_PER_SEC, 100_000 * machine * (ratio == 1 ? 1 : ratio * off));
            figures.put(Figure.P50, 640 / ratio);
            figures.put(Figure.P90, 900 / ratio);
            figures.put(Figure.P99, 2000 / ratio);
            figures.put(Figure.P999, 2900 / ratio);
            figures.put(Figure.CPU, 8 * cpu / machine);
            figures.put(Figure.SWITCHES, 0.31 / ratio);
            figures.put(Figure.ALLOCATED, 512.0);
            figures.put(Figure.GC, 3.5);
            figures.put(Figure.THREADS, 26.0);
            figures.put(Figure.RSS, 181.0 + round);
            figures.put(Figure.DIRECT, 16.0);
            rounds.put(round, figures);
        }
        List<Latencies.Point> curve = List.of(
                new Latencies.Point(10, 400 / ratio),
                new Latencies.Point(50, 640 / ratio),
                new Latencies.Point(90, 900 / ratio),
                new Latencies.Point(99, 2000 / ratio),
                new Latencies.Point(99.9, 2900 / ratio));
        return new Figures(rounds, new Latencies(30_000, curve), 1, 0);
    }

    private static Row failed(Workload workload, Contestant contestant, String problem) {
        return new Row("redis", SERVER, workload, contestant, null, null, null, null, null, problem, true);
    }
}
