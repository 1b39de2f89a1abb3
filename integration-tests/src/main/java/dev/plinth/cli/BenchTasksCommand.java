package dev.plinth.cli;

import dev.plinth.cli.bench.BenchReport;
import dev.plinth.cli.bench.Entry;
import dev.plinth.cli.bench.Participant;
import dev.plinth.cli.compare.Selection;
import dev.plinth.cli.load.CpuClock;
import dev.plinth.cli.report.Environment;
import dev.plinth.cli.tasks.TasksBench;
import dev.plinth.cli.tasks.TasksPlan;
import dev.plinth.cli.tasks.TasksSections;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What tasks cost on each backend, on plain Netty and on the JDK's pools. */
@Command(
        name = "tasks",
        description = "Measures what it costs to hand a task to a core, how long a message between cores takes, how a"
                + " busy core divides its time, and what an idle one costs: on each backend, on plain Netty, on the"
                + " JDK's pools.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchTasksCommand implements Callable<Integer> {

    /** The most that is done at once: with two cores there is something to send a message to. */
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
            description = "Which; default: spawn-same-core,spawn-foreign-thread,round-trip,shares,idle.")
    private List<String> sections = List.of();

    @Option(
            names = "--tasks",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "How many tasks are spawned at once; default: ${DEFAULT-VALUE}.")
    private int tasks;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description =
                    "Length of the other measurements, at least 0.1; default: 0.7, with --quick 0.3; shares and idle"
                            + " take longer.")
    private Double seconds;

    @Mixin
    private Settings settings;

    BenchTasksCommand() {}

    @Override
    public Integer call() throws Exception {
        rounds.check(options::wrong);
        options.check();
        settings.check();
        check();
        List<String> chosen = Selection.of("section", TasksSections.NAMES, name -> name, sections, options::wrong);
        List<Participant> backends =
                options.backends(CORES).stream().map(BenchOptions::plinth).toList();
        TasksSections made = new TasksSections(chosen, backends, settings.values(), tasks);
        TasksBench bench;
        List<Entry> entries;
        try (TerminalProgress progress = new TerminalProgress(spec.commandLine().getErr());
                TasksBench running = new TasksBench(made, plan(), progress)) {
            bench = running;
            entries = ExitHook.during(running::run, running::close);
        }
        Map<String, String> environment = Environment.of(
                spec.commandLine().getParent().getParent().getParseResult().originalArgs());
        environment.put("CPU clock", CpuClock.name());
        List<String> remarks = new ArrayList<>(List.of(
                "Everybody has one thread for the tasks, two where a message goes from one to another. Spawned tasks are"
                        + " one object that counts; what is measured is the time from the first until all have run.",
                "Ratios are taken round by round; netty-epoll is plain Netty's loop group at its defaults."));
        remarks.addAll(bench.warnings());
        return options.report(new BenchReport(
                "tasks",
                "Tasks: what a core takes to run them",
                "Each participant has a JVM of its own; they are measured one at a time.",
                bench.roundsRun(),
                null,
                entries,
                remarks,
                environment));
    }

    private TasksPlan plan() {
        long windowMillis = Math.round(1000 * (seconds != null ? seconds : rounds.quick() ? 0.3 : 0.7));
        return new TasksPlan(
                tasks,
                rounds.quick() ? 4 : 8,
                rounds.number(),
                windowMillis,
                rounds.quick() ? Math.max(windowMillis, 1000) : Math.max(windowMillis, 2000),
                rounds.quick() ? Math.max(windowMillis, 500) : Math.max(windowMillis, 3000),
                rounds.budgetMillis());
    }

    private void check() {
        if (tasks < 1 || tasks > 10_000_000) {
            throw options.wrong("--tasks=" + tasks + " is out of range: 1 to 10000000");
        }
        if (seconds != null && !(seconds >= 0.1 && seconds <= 600)) {
            throw options.wrong("--seconds=" + seconds + " is out of range: 0.1 to 600");
        }
    }
}
