package dev.plinth.cli;

import dev.plinth.api.BackendSelector;
import dev.plinth.api.BackendStatus;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.cli.bench.BenchReport;
import dev.plinth.cli.bench.Entry;
import dev.plinth.cli.bench.Participant;
import dev.plinth.cli.compare.ChildJvm;
import dev.plinth.cli.compare.Selection;
import dev.plinth.cli.pool.PoolBench;
import dev.plinth.cli.pool.PoolPlan;
import dev.plinth.cli.pool.PoolSections;
import dev.plinth.cli.tasks.TasksBench;
import dev.plinth.cli.tasks.TasksPlan;
import dev.plinth.cli.tasks.TasksSections;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The pool and the tasks by themselves, in short, as parts of a comparison's report. */
final class Benches {

    private static final String POOL = "pool";
    private static final String TASKS = "tasks";
    private static final int CORES = 2;
    private static final int SPAWNED = 10_000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--with",
            split = ",",
            paramLabel = "NAME",
            description = "Also the runtime by itself, in short: pool (10,000 borrowings, 100,000 picks of a balancer),"
                    + " tasks (10,000 spawned); see 'bench'. Default: none.")
    private List<String> names = List.of();

    Benches() {}

    /** Refuses names of others. */
    void check() {
        Selection.of(
                "benchmark",
                List.of(POOL, TASKS),
                name -> name,
                names,
                message -> new ParameterException(spec.commandLine(), message));
    }

    /** Runs those that were asked for, one after the other. */
    List<BenchReport> run(int rounds) throws Exception {
        PrintWriter progress = spec.commandLine().getErr();
        List<BenchReport> reports = new ArrayList<>();
        for (String name : names) {
            reports.add(name.equals(POOL) ? pool(rounds, progress) : tasks(rounds, progress));
        }
        return reports;
    }

    private static List<BackendStatus> backends() {
        return BackendSelector.onClasspath()
                .diagnose(RuntimeConfig.builder().cores(CORES).build());
    }

    private static BenchReport pool(int rounds, PrintWriter err) throws Exception {
        List<Participant> best = backends().stream()
                .filter(status -> status.state() == BackendStatus.State.AVAILABLE)
                .limit(1) // the pool is the same on each
                .map(BenchOptions::plinth)
                .toList();
        PoolSections sections = new PoolSections(List.of("loops-64", "threads-64", "spread", "balancers"), best);
        List<String> jvm = new ArrayList<>(ChildJvm.flags());
        jvm.add("-XX:+UseSerialGC");
        List<Entry> entries;
        try (TerminalProgress progress = new TerminalProgress(err)) {
            entries = new PoolBench(sections, new PoolPlan(rounds, 200, 2, jvm), progress).run();
        }
        return new BenchReport(
                POOL,
                "The pool by itself",
                "What it costs to borrow a connection and give it back, and over which cores and endpoints 10,000"
                        + " borrowings and 100,000 picks fall. 'plinth bench pool' measures more of it.",
                rounds,
                null,
                entries,
                List.of(),
                Map.of());
    }

    private static BenchReport tasks(int rounds, PrintWriter err) throws Exception {
        List<Participant> all = backends().stream().map(BenchOptions::plinth).toList();
        TasksSections sections =
                new TasksSections(List.of("spawn-same-core", "spawn-foreign-thread"), all, Map.of(), SPAWNED);
        TasksPlan plan = new TasksPlan(SPAWNED, 8, rounds, 300, 1000, 500, Long.MAX_VALUE);
        try (TerminalProgress progress = new TerminalProgress(err);
                TasksBench bench = new TasksBench(sections, plan, progress)) {
            List<Entry> entries = ExitHook.during(bench::run, bench::close);
            return new BenchReport(
                    TASKS,
                    "Tasks by themselves",
                    "10,000 tasks handed to a core, by itself and by another thread. 'plinth bench tasks' measures more.",
                    bench.roundsRun(),
                    null,
                    entries,
                    bench.warnings(),
                    Map.of());
        }
    }
}
