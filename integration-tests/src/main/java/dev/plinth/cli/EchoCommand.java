package dev.plinth.cli;

import dev.plinth.api.RuntimeConfig;
import dev.plinth.cli.echo.EchoServer;
import dev.plinth.cli.echo.EchoServers;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A TCP echo server in the foreground, for a load generator from elsewhere. */
@Command(
        name = "echo",
        description = "Runs a TCP echo server on the loopback address until it is stopped (SIGTERM, Ctrl-C). Prints one"
                + " line once it listens, which says what really runs.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "1: it could not be started: the backend cannot run here, the port is in use",
            "2: wrong arguments",
            "130, 143: it was stopped by SIGINT, SIGTERM"
        })
final class EchoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--server",
            paramLabel = "NAME",
            defaultValue = EchoServers.PLINTH,
            description = "plinth (default); or, to compare with, without Plinth: netty-io_uring, netty-epoll,"
                    + " netty-nio, jdk-virtualthreads.")
    private String server;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "Plinth's backend: it runs, or this fails; default: as plinth.backend says, else the best.")
    private String backend;

    @Option(names = "--cores", paramLabel = "N", defaultValue = "1", description = "Cores; default: ${DEFAULT-VALUE}.")
    private int cores;

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "0",
            description = "Port on 127.0.0.1; default: any that is free.")
    private int port;

    @Mixin
    private Settings settings;

    EchoCommand() {}

    @Override
    public Integer call() throws Exception {
        check();
        settings.apply();
        RuntimeConfig.Builder config = RuntimeConfig.builder().cores(cores);
        if (backend != null) {
            config.backend(backend);
        }
        EchoServer running = EchoServers.start(server, cores, port, config.build());
        return ExitHook.during(
                () -> {
                    spec.commandLine().getOut().println(running.facts().line());
                    new CountDownLatch(1).await(); // until the JVM is told to end, which runs the hook
                    return 0;
                },
                running::close);
    }

    private void check() {
        if (!EchoServers.names().contains(server)) {
            throw wrong("unknown server '" + server + "'; known: " + String.join(", ", EchoServers.names()));
        }
        if (!server.equals(EchoServers.PLINTH)
                && (backend != null || !settings.values().isEmpty())) {
            throw wrong("--backend and --set are Plinth's: --server=" + server + " has no use for them");
        }
        if (cores < 1 || cores > 1024) {
            throw wrong("--cores=" + cores + " is out of range: 1 to 1024");
        }
        if (port < 0 || port > 65535) {
            throw wrong("--port=" + port + " is out of range: 0 to 65535");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
