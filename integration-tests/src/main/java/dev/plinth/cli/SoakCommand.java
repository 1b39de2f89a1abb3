package dev.plinth.cli;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendSelector;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.cli.soak.Leaks;
import dev.plinth.cli.soak.Soak;
import dev.plinth.cli.soak.SoakResult;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Looks for what a runtime loses in the course of time. */
@Command(
        name = "soak",
        description = "Connections that come and go, restarts of the peer, cancellations, runtimes that are started and"
                + " shut down: for some minutes, after which there must be no descriptor, thread or buffer more"
                + " than before, and no more memory than Netty's allocator keeps for itself (4 MiB).",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0: nothing was left", "1: something was left, or went wrong", "2: wrong arguments"})
final class SoakCommand implements Callable<Integer> {

    private static final double SECONDS_PER_MINUTE = 60;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "10",
            description = "How long, 0.1 or more; default: ${DEFAULT-VALUE}.")
    private double minutes;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "The backend: it runs, or this fails; default: as plinth.backend says, else the best.")
    private String backend;

    @Option(names = "--cores", paramLabel = "N", defaultValue = "2", description = "Cores; default: ${DEFAULT-VALUE}.")
    private int cores;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Things done in a second, at most; default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Another one draws other lots; default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private Settings settings;

    SoakCommand() {}

    @Override
    public Integer call() throws Exception {
        check();
        settings.apply();
        Leaks leaks = Leaks.watch();
        spec.commandLine().getOut().println(running(config(cores)));
        SoakResult result;
        try (TerminalProgress progress = new TerminalProgress(spec.commandLine().getErr())) {
            result = new Soak(config(cores), unpinned(), rate, seed, leaks, progress)
                    .run(Duration.ofMillis(Math.round(minutes * SECONDS_PER_MINUTE * 1000)));
        }
        spec.commandLine().getOut().print(result.render());
        spec.commandLine().getOut().flush();
        return result.passed() ? 0 : 1;
    }

    private RuntimeConfig config(int cores) {
        RuntimeConfig.Builder config = RuntimeConfig.builder().cores(cores);
        return backend == null ? config.build() : config.backend(backend).build();
    }

    /** Of the runtimes beside it, which would be told that the CPUs have been given away. */
    private RuntimeConfig unpinned() {
        RuntimeConfig.Builder config = RuntimeConfig.builder().cores(1);
        if (backend != null) {
            config.backend(backend);
        }
        BackendSelector.onClasspath().providers().stream()
                .flatMap(provider -> provider.configKeys().stream())
                .filter(key -> key.name().equals("plinth.uring.placement"))
                .forEach(key -> config.setText(key, "unbound"));
        return config.build();
    }

    /** What really runs, by a runtime that is started for the question. */
    private static String running(RuntimeConfig config) {
        try (AsyncRuntime runtime = AsyncRuntime.create(config)) {
            return "Soak of " + runtime.info().backend() + " on "
                    + runtime.info().transport() + ", " + runtime.cores() + " cores";
        }
    }

    private void check() {
        if (!(minutes >= 0.1 && minutes <= 10_000)) {
            throw wrong("--minutes=" + minutes + " is out of range: 0.1 to 10000");
        }
        if (cores < 1 || cores > 1024) {
            throw wrong("--cores=" + cores + " is out of range: 1 to 1024");
        }
        if (!(rate >= 1 && rate <= 1_000_000)) {
            throw wrong("--rate=" + rate + " is out of range: 1 to 1000000");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
