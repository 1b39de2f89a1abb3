package dev.plinth.it.cli;

import dev.plinth.cli.compare.Comparison;
import dev.plinth.cli.compare.Comparisons;
import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Plan;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Spread;
import dev.plinth.cli.compare.Workload;
import dev.plinth.cli.report.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A result of which each figure is known: the stock client's 100,000 commands a second at 8 us, and multiples. */
final class Canned {

    static final String EVIL = "</script><b>\"&";

    private Canned() {}

    static Report report() {
        Comparison redis = Comparisons.all().get(0);
        List<Contestant> contestants = new ArrayList<>(redis.peers());
        contestants.add(redis.plinth("percore-uring", null));
        contestants.add(redis.plinth("netty-epoll", null));
        contestants.add(redis.plinth("virtualthreads", null));
        contestants.add(redis.plinth("netty-nio", "it cannot run here " + EVIL));
        List<Workload> workloads = redis.workloads().subList(0, 3);
        Plan plan = new Plan(redis, contestants, workloads, 3, 1000, 1000, Long.MAX_VALUE, Plan.GRACE_MILLIS);
        List<Row> rows = new ArrayList<>();
        for (Workload workload : workloads) {
            boolean deep = workload.load().totalInFlight() > 1;
            rows.add(ran(workload, contestants.get(0), "nio", 1, 1));
            rows.add(ran(workload, contestants.get(1), "epoll", 1.04, 0.97));
            rows.add(ran(workload, contestants.get(2), "nio", deep ? 4.1 : 1, deep ? 0.26 : 1));
            rows.add(failed(workload, contestants.get(3), "its JVM ended with status 134 at 'run':\nthe last words"));
            rows.add(ran(workload, contestants.get(4), "io_uring", deep ? 4.31 : 1.02, deep ? 0.22 : 1.1));
            rows.add(ran(workload, contestants.get(5), "epoll", deep ? 3.9 : 1.01, deep ? 0.26 : 1));
            rows.add(ran(workload, contestants.get(6), "blocking sockets", deep ? 2.6 : 0.9, deep ? 0.4 : 1.2));
            rows.add(new Row(
                    "redis",
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
        Outcome outcome = new Outcome(
                plan,
                3,
                "started for this run on 127.0.0.1:1",
                rows,
                Map.of(
                        "percore-uring",
                        Map.<String, Object>of("facts", Map.of("warnings", "its cores are not pinned"))));
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("date", "2026-11-21T12:00:00Z");
        environment.put("kernel", "Linux " + EVIL);
        return new Report(List.of(outcome), environment);
    }

    private static Row ran(Workload workload, Contestant contestant, String transport, double ratio, double cpu) {
        double ops = 100_000 * ratio;
        Row.Figures figures = new Row.Figures(
                ops,
                640 / ratio,
                2000 / ratio,
                8 * cpu,
                26,
                181,
                0,
                1,
                new Spread(8 * cpu, 7.5 * cpu, 8.6 * cpu),
                List.of(ops * 0.95, ops, ops * 1.06));
        Spread spread = ratio == 1 ? new Spread(1, 1, 1) : new Spread(ratio, ratio * 0.95, ratio * 1.06);
        return new Row(
                "redis",
                workload,
                contestant,
                transport,
                "SomeChannel",
                figures,
                spread,
                new Spread(cpu, cpu * 0.96, cpu * 1.05),
                null,
                false);
    }

    private static Row failed(Workload workload, Contestant contestant, String problem) {
        return new Row("redis", workload, contestant, null, null, null, null, null, problem, true);
    }
}
