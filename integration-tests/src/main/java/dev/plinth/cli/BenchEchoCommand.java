package dev.plinth.cli;

import dev.plinth.api.BackendStatus;
import dev.plinth.cli.bench.BenchReport;
import dev.plinth.cli.bench.Cpus;
import dev.plinth.cli.bench.Entry;
import dev.plinth.cli.bench.Participant;
import dev.plinth.cli.compare.Selection;
import dev.plinth.cli.echo.EchoBench;
import dev.plinth.cli.echo.EchoCase;
import dev.plinth.cli.echo.EchoServers;
import dev.plinth.cli.load.CpuClock;
import dev.plinth.cli.report.Environment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What an echo costs on each backend, on plain Netty and on the JDK alone. */
@Command(
        name = "echo",
        description = "Measures what a TCP echo costs the server: on AsyncConnection with each backend, on plain Netty,"
                + " on the JDK alone.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchEchoCommand implements Callable<Integer> {

    private static final int QUICK_CASES = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RoundOptions rounds;

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--servers",
            split = ",",
            paramLabel = "NAME",
            description = "Which servers without Plinth beside the baseline; default: all; 'none' for the baseline"
                    + " alone.")
    private List<String> servers;

    @Option(
            names = "--cases",
            split = ",",
            paramLabel = "CONNSxDEPTH",
            description = "Connections, and messages that each keeps in flight; default: 1x1,64x1,64x16,512x1.")
    private List<String> cases;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "same",
            description = "same (default): servers and generator share a CPU, so that what a message costs does not"
                    + " depend on how busy the others are: quote CPU from here. pin: the generator has another CPU:"
                    + " quote latency from here, on a quiet machine.")
    private String mode;

    @Option(names = "--cores", paramLabel = "N", defaultValue = "1", description = "The servers' cores; default: 1.")
    private int cores;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Length of a measurement, at least 0.1; default: 0.7, with --quick 0.3.")
    private Double seconds;

    @Option(
            names = "--limit",
            paramLabel = "COMMAND",
            description = "Start this, too, as the row 'limit', and show ratios to it: an echo server on"
                    + " 127.0.0.1:$PORT that stays in the foreground.")
    private String limit;

    @Mixin
    private Settings settings;

    BenchEchoCommand() {}

    @Override
    public Integer call() throws Exception {
        rounds.check(options::wrong);
        options.check();
        settings.check();
        Cpus cpus = Cpus.read();
        check(cpus);
        EchoBench.Plan plan = plan();
        EchoBench bench;
        List<Entry> entries;
        try (TerminalProgress progress = new TerminalProgress(spec.commandLine().getErr());
                EchoBench running = new EchoBench(plan, progress)) {
            bench = running;
            entries = ExitHook.during(() -> running.run(cpus), running::close);
        }
        Map<String, String> environment = Environment.of(
                spec.commandLine().getParent().getParent().getParseResult().originalArgs());
        environment.put("CPU clock", CpuClock.name());
        return options.report(new BenchReport(
                "echo",
                "TCP echo: what a message costs the server",
                "Each server is a process of its own; one load generator goes from one to the next. Each row names the"
                        + " transport that really carried its bytes.",
                bench.roundsRun(),
                limit == null ? null : EchoBench.LIMIT,
                entries,
                remarks(cpus, plan.baseline()),
                environment));
    }

    private EchoBench.Plan plan() {
        List<Participant> participants = new ArrayList<>();
        Map<String, List<String>> arguments = new LinkedHashMap<>();
        if (limit != null) {
            participants.add(new Participant(EchoBench.LIMIT, null, limit, null));
            arguments.put(EchoBench.LIMIT, List.of(limit));
        }
        List<String> peers = EchoServers.names().subList(1, EchoServers.names().size());
        String baseline = EchoServers.baseline();
        for (String peer : chosen(peers, baseline)) {
            participants.add(new Participant(peer, null, "without Plinth", EchoServers.notRun(peer)));
            arguments.put(peer, List.of("--server=" + peer, "--cores=" + cores));
        }
        for (BackendStatus status : options.backends(cores)) {
            Participant participant = BenchOptions.plinth(status);
            participants.add(participant);
            List<String> own = new ArrayList<>(List.of("--backend=" + status.name(), "--cores=" + cores));
            settings.values().forEach((key, value) -> own.addAll(List.of("--set", key + "=" + value)));
            arguments.put(participant.name(), own);
        }
        return new EchoBench.Plan(
                participants,
                arguments,
                baseline,
                cases(),
                mode.equals("same"),
                rounds.number(),
                Math.round(1000 * (seconds != null ? seconds : rounds.quick() ? 0.3 : 0.7)),
                rounds.quick() ? 500 : 1500,
                rounds.budgetMillis());
    }

    private List<String> chosen(List<String> peers, String baseline) {
        if (servers == null) {
            return peers;
        }
        List<String> names = new ArrayList<>(servers);
        names.remove("none");
        names.add(baseline);
        return Selection.of("server", peers, name -> name, names, options::wrong);
    }

    private List<EchoCase> cases() {
        if (cases == null) {
            return rounds.quick() ? EchoCase.ALL.subList(0, QUICK_CASES) : EchoCase.ALL;
        }
        try {
            return cases.stream().map(EchoCase::parse).distinct().toList();
        } catch (IllegalArgumentException e) {
            throw options.wrong("--cases: " + e.getMessage());
        }
    }

    private void check(Cpus cpus) {
        if (!List.of("same", "pin").contains(mode)) {
            throw options.wrong("unknown mode '" + mode + "'; known: same, pin");
        }
        if (mode.equals("pin") && (!cpus.canPin() || cpus.count() < 2)) {
            throw options.wrong("--mode=pin needs the program taskset and two CPUs; there are " + cpus.count()
                    + (cpus.canPin() ? "" : ", and no taskset"));
        }
        if (cores < 1 || cores > 1024) {
            throw options.wrong("--cores=" + cores + " is out of range: 1 to 1024");
        }
        if (seconds != null && !(seconds >= 0.1 && seconds <= 600)) {
            throw options.wrong("--seconds=" + seconds + " is out of range: 0.1 to 600");
        }
    }

    private List<String> remarks(Cpus cpus, String baseline) {
        List<String> remarks = new ArrayList<>();
        if (!cpus.canPin()) {
            remarks.add("Nothing is pinned, since there is no program taskset: the figures depend on how busy the"
                    + " machine is.");
        } else if (mode.equals("same")) {
            remarks.add("Servers and generator share one CPU: rates and latencies are of both together, CPU per"
                    + " message is the server's alone.");
        } else {
            remarks.add("Servers and generator have a CPU each: CPU per message depends on how often the server ran"
                    + " out of work and slept.");
        }
        remarks.add("Ratios are taken round by round; " + baseline + " is plain Netty at its defaults.");
        return remarks;
    }
}
