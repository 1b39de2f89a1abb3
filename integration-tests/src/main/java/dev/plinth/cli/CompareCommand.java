package dev.plinth.cli;

import dev.plinth.cli.bench.BenchReport;
import dev.plinth.cli.compare.Comparison;
import dev.plinth.cli.compare.Comparisons;
import dev.plinth.cli.compare.Contestants;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Plan;
import dev.plinth.cli.compare.Scope;
import dev.plinth.cli.compare.Selection;
import dev.plinth.cli.compare.Server;
import dev.plinth.cli.compare.Tournament;
import dev.plinth.cli.report.ConsoleReport;
import dev.plinth.cli.report.Environment;
import dev.plinth.cli.report.Matrix;
import dev.plinth.cli.report.Report;
import dev.plinth.cli.servers.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures each adapter on every backend that can run here, beside the clients that users have today. */
@Command(
        name = "compare",
        description = "Measures each adapter on every backend that can run here, beside the clients that one would"
                + " use today, on a real server.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0: all contestants ran",
            "1: one failed, or did not run though this machine can, or a backend named in --backends cannot run here",
            "2: wrong arguments",
            "3: something got worse than --max-regression allows"
        })
final class CompareCommand implements Callable<Integer> {

    private static final int MIN_WINDOW_MILLIS = 500;
    private static final long QUICK_BUDGET_MILLIS = 52_000;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "ADAPTER",
            description =
                    "Which adapters: redis, db, nats, kafka, and service, which uses all of them at once; default:"
                            + " all.")
    private List<String> adapters = new ArrayList<>();

    @Option(names = "--quick", description = "Fewer workloads and rounds: about a minute for each adapter.")
    private boolean quick;

    @Mixin
    private ServerOptions servers;

    @Option(names = "--backends", split = ",", paramLabel = "NAME", description = "Which backends; default: all.")
    private List<String> backends;

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "NAME",
            description = "Which other clients beside the baseline; default: all; 'none' for the baseline alone.")
    private List<String> peers;

    @Option(names = "--workloads", split = ",", paramLabel = "NAME", description = "Which workloads; default: all.")
    private List<String> workloads;

    @Option(
            names = "--callers",
            split = ",",
            paramLabel = "N",
            description = "Only workloads with so many callers; default: all.")
    private List<Integer> callers;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds; default: 5, with --quick 2.")
    private Integer rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Length of a measurement, at least 0.5; default: 1, with --quick 0.5.")
    private Double seconds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Open loop: so many operations a second are due, of all callers together, at fixed times; latency"
                            + " counts from when an operation was due. Default: closed loop, as fast as replies come.")
    private Double rate;

    @Option(names = "--cores", paramLabel = "N", description = "Plinth's cores; default: as the runtime decides.")
    private Integer cores;

    @Mixin
    private Benches with;

    @Mixin
    private ReportFiles files;

    @Mixin
    private BaselineOptions baseline;

    CompareCommand() {}

    @Override
    public Integer call() throws Exception {
        check();
        List<Scope> scopes = scopes();
        Servers from = servers.choose(scopes);
        spec.commandLine().getErr().println("Servers: " + from.choice());
        List<Outcome> outcomes = new ArrayList<>();
        for (Scope scope : scopes) {
            outcomes.add(compare(scope, from));
        }
        Map<String, String> environment =
                Environment.of(outcomes, spec.commandLine().getParseResult().originalArgs());
        environment.put("servers", from.choice());
        Report report = new Report(outcomes, environment, baseline.changes(outcomes, environment), with.run(rounds()));
        spec.commandLine().getOut().print(ConsoleReport.render(report));
        files.write(report);
        boolean worse = BaselineOptions.failed(report.changes(), spec.commandLine());
        boolean failed = report.benches().stream().anyMatch(BenchReport::failed)
                || outcomes.stream().anyMatch(Outcome::failed)
                || namedBackendNotRun(outcomes)
                || !Matrix.of(outcomes).owed().isEmpty();
        return failed ? 1 : worse ? BaselineOptions.WORSE : 0;
    }

    private List<Scope> scopes() {
        List<Comparison> named = Selection.of("adapter", Comparisons.all(), Comparison::adapter, adapters, this::wrong);
        if (peers != null) {
            Contestants.checkPeers(named, peers, this::wrong);
        }
        List<Scope> scopes = Scope.of(named, workloads, callers, quick, this::wrong);
        return rate == null
                ? scopes
                : scopes.stream().map(scope -> scope.at(rate)).toList();
    }

    private int rounds() {
        return rounds != null ? rounds : quick ? 2 : 5;
    }

    private Outcome compare(Scope scope, Servers from) throws Exception {
        Comparison comparison = scope.comparison();
        Contestants contestants = new Contestants(comparison, cores, this::wrong);
        long windowMillis = Math.round(1000 * (seconds != null ? seconds : quick ? 0.5 : 1));
        Plan plan = new Plan(
                comparison,
                contestants.choose(peers, backends),
                scope.workloads(),
                rounds(),
                windowMillis,
                quick ? 300 : comparison.mostWarmUps() > 1 ? windowMillis / 2 : windowMillis,
                quick ? QUICK_BUDGET_MILLIS : Long.MAX_VALUE,
                Plan.GRACE_MILLIS);
        try (Server server = comparison.server(from);
                TerminalProgress progress =
                        new TerminalProgress(spec.commandLine().getErr());
                Tournament tournament = new Tournament(plan, server, progress)) {
            Runnable kill = tournament::close;
            Runnable stop = server::close;
            return ExitHook.during(tournament::run, () -> {
                kill.run();
                stop.run();
            });
        }
    }

    private void check() {
        if (rounds != null && rounds < 1) {
            throw wrong("--rounds=" + rounds + " is too few: at least 1");
        }
        if (seconds != null && !(seconds * 1000 >= MIN_WINDOW_MILLIS && seconds <= 600)) {
            throw wrong("--seconds=" + seconds + " is out of range: 0.5 to 600");
        }
        if (rate != null && !(rate >= 1 && rate <= 10_000_000)) {
            throw wrong("--rate=" + rate + " is out of range: 1 to 10000000");
        }
        if (cores != null && (cores < 1 || cores > 1024)) {
            throw wrong("--cores=" + cores + " is out of range: 1 to 1024");
        }
        with.check();
        files.check();
        baseline.check();
    }

    private boolean namedBackendNotRun(List<Outcome> outcomes) {
        return backends != null
                && outcomes.stream()
                        .flatMap(outcome -> outcome.plan().contestants().stream())
                        .anyMatch(contestant -> contestant.notRun() != null);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
