package dev.plinth.cli;

import dev.plinth.api.BackendStatus;
import dev.plinth.cli.bench.BenchReport;
import dev.plinth.cli.bench.Entry;
import dev.plinth.cli.bench.Participant;
import dev.plinth.cli.compare.ChildJvm;
import dev.plinth.cli.compare.Selection;
import dev.plinth.cli.pool.PoolBench;
import dev.plinth.cli.pool.PoolPlan;
import dev.plinth.cli.pool.PoolSections;
import dev.plinth.cli.report.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What borrowing a connection costs, of Plinth's pool and of others. */
@Command(
        name = "pool",
        description =
                "Measures by JMH what it costs to borrow a connection and give it back: Plinth's pool, r2dbc-pool,"
                        + " reactor-pool and HikariCP, on connections that do nothing; and how evenly Plinth's lends over cores"
                        + " and endpoints.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchPoolCommand implements Callable<Integer> {

    /** Callers of a section live on so many at most. */
    private static final int CORES = 2;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RoundOptions rounds;

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--sections",
            split = ",",
            paramLabel = "NAME",
            description = "Which; default: loops-1,loops-2,loops-64 (callers that do not block),"
                    + " threads-1,threads-2,threads-64 (that do),spread,balancers.")
    private List<String> sections = List.of();

    @Mixin
    private Settings settings;

    BenchPoolCommand() {}

    @Override
    public Integer call() throws Exception {
        rounds.check(options::wrong);
        options.check();
        settings.check();
        List<String> chosen = Selection.of("section", PoolSections.NAMES, name -> name, sections, options::wrong);
        PoolSections made = new PoolSections(chosen, backends());
        PoolPlan plan = plan();
        List<Entry> entries;
        try (TerminalProgress progress = new TerminalProgress(spec.commandLine().getErr())) {
            entries = new PoolBench(made, plan, progress).run();
        }
        return options.report(new BenchReport(
                "pool",
                "Pools: what it costs to borrow a connection",
                "Each figure comes from a JVM of its own, one at a time, by JMH; allocation by its profiler.",
                plan.rounds(),
                null,
                entries,
                List.of(
                        "Every pool has 8 connections, which are stubs: nothing but the pool is measured. With 64 callers"
                                + " most of them wait in line. ns/cycle is time over cycles of all callers together.",
                        "Callers on loops live where the connections do, and Plinth's pool signals them there. Callers on"
                                + " threads block: Plinth's pool serves them by a core, which is a message there and back;"
                                + " the others serve them on the thread itself.",
                        "min..max is over JMH's iterations of one JVM: another run may lie outside."),
                Environment.of(spec.commandLine()
                        .getParent()
                        .getParent()
                        .getParseResult()
                        .originalArgs())));
    }

    /** Those that were named; else the best one that runs, since the pool is the same on each. */
    private List<Participant> backends() {
        List<BackendStatus> all = options.backends(CORES);
        if (!options.backendsNamed()) {
            all = all.stream()
                    .filter(status -> status.state() == BackendStatus.State.AVAILABLE)
                    .limit(1)
                    .toList();
        }
        return all.stream().map(BenchOptions::plinth).toList();
    }

    private PoolPlan plan() {
        List<String> jvm = new ArrayList<>(ChildJvm.flags());
        jvm.add("-XX:+UseSerialGC");
        settings.values().forEach((key, value) -> jvm.add("-D" + key + "=" + value));
        return new PoolPlan(rounds.number(), rounds.quick() ? 200 : 300, rounds.quick() ? 2 : 3, jvm);
    }
}
