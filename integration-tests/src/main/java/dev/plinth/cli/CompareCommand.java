package dev.plinth.cli;

import dev.plinth.cli.bench.BenchReport;
import dev.plinth.cli.compare.Comparison;
import dev.plinth.cli.compare.Comparisons;
import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Contestants;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Pace;
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
import java.util.Locale;
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
        description =
                "Measures each adapter (a client such as Lettuce, on Plinth) on every backend (the I/O engine beneath"
                        + " it) that can run here, beside the clients that one would use today, on a real server.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  plinth compare --quick              all adapters, about a minute each",
            "  plinth compare redis --time=10m     one of them, long enough for verdicts",
            "  plinth compare --baseline=old.json  what changed since --json=old.json"
        },
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

    private static final long QUICK_WARM_UP_MILLIS = 300;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "ADAPTER",
            description =
                    "Which adapters: redis, db, nats, kafka; connections, a thousand of them to Redis; and service, which"
                            + " uses all four at once; default: all.")
    private List<String> adapters = new ArrayList<>();

    @Mixin
    private RoundOptions rounds;

    @Mixin
    private PaceOptions pace;

    @Mixin
    private ServerOptions servers;

    @Option(
            names = "--backends",
            split = ",",
            paramLabel = "NAME",
            description = "Which backends, by the names that 'plinth backends' shows; default: all.")
    private List<String> backends;

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "NAME",
            description = "Which other clients beside the baseline; default: all; 'none' for the baseline alone. An"
                    + " unknown name shows which there are.")
    private List<String> peers;

    @Option(
            names = "--workloads",
            split = ",",
            paramLabel = "NAME",
            description = "Which workloads; default: all. An unknown name shows which there are.")
    private List<String> workloads;

    @Option(
            names = "--callers",
            split = ",",
            paramLabel = "N",
            description = "Only workloads with so many callers; default: all.")
    private List<Integer> callers;

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
        List<Scope> asked = scopes();
        Servers from = servers.choose(asked);
        spec.commandLine().getErr().println("Servers: " + from.choice());
        List<Scope> scopes = new ArrayList<>();
        List<Servers> each = new ArrayList<>();
        for (Scope scope : asked) {
            for (Servers one : from.each(scope.comparison().serverKinds())) {
                scopes.add(scope);
                each.add(one);
            }
        }
        List<Plan> plans = plans(scopes);
        TimeLeft left = new TimeLeft(plans);
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            outcomes.add(compare(plans.get(i), i, left, each.get(i)));
        }
        Map<String, String> environment =
                Environment.of(outcomes, spec.commandLine().getParseResult().originalArgs());
        environment.put("servers", from.choice());
        environment.put("system calls and flushes", Environment.NOT_COUNTED);
        Report report =
                new Report(outcomes, environment, baseline.changes(outcomes, environment), with.run(rounds.number()));
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
        List<Scope> scopes = Scope.of(named, workloads, callers, rounds.quick(), this::wrong);
        return rate == null
                ? scopes
                : scopes.stream().map(scope -> scope.at(rate)).toList();
    }

    /** Of all adapters and servers at the same pace, and says how long it takes. */
    private List<Plan> plans(List<Scope> scopes) {
        List<List<Contestant>> contestants = scopes.stream()
                .map(scope -> new Contestants(scope.comparison(), cores, this::wrong).choose(peers, backends))
                .toList();
        Pace chosen = pace.choose(rounds, each -> expectedMillis(plans(scopes, contestants, each)));
        List<Plan> plans = plans(scopes, contestants, chosen);
        spec.commandLine()
                .getErr()
                .printf(
                        Locale.ROOT,
                        "%d cells (client x workload), %d rounds of %.2f s: about %s%n",
                        plans.stream().mapToInt(Plan::cells).sum(),
                        chosen.rounds(),
                        chosen.windowMillis() / 1000.0,
                        TimeLeft.text(expectedMillis(plans)));
        return plans;
    }

    private List<Plan> plans(List<Scope> scopes, List<List<Contestant>> contestants, Pace at) {
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < scopes.size(); i++) {
            Scope scope = scopes.get(i);
            plans.add(new Plan(
                    scope.comparison(),
                    contestants.get(i),
                    scope.workloads(),
                    at.rounds(),
                    at.windowMillis(),
                    rounds.quick() ? QUICK_WARM_UP_MILLIS : at.warmUpMillis(scope.comparison()),
                    rounds.budgetMillis(),
                    Plan.GRACE_MILLIS));
        }
        return plans;
    }

    private static long expectedMillis(List<Plan> plans) {
        return plans.stream().mapToLong(Plan::expectedMillis).sum();
    }

    private Outcome compare(Plan plan, int number, TimeLeft left, Servers from) throws Exception {
        try (Server server = plan.comparison().server(from, plan.workloads());
                TerminalProgress progress =
                        TerminalProgress.withoutEstimate(spec.commandLine().getErr());
                Tournament tournament = new Tournament(plan, server, left.of(number, progress))) {
            Runnable kill = tournament::close;
            Runnable stop = server::close;
            return ExitHook.during(tournament::run, () -> {
                kill.run();
                stop.run();
            });
        }
    }

    private void check() {
        rounds.check(this::wrong);
        pace.check(rounds);
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
