package dev.plinth.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The runtime by itself, without a client on it. */
@Command(
        name = "bench",
        description = "Measures the runtime by itself, beside plain Netty and the JDK.",
        subcommands = {BenchEchoCommand.class, BenchTasksCommand.class, HelpCommand.class},
        synopsisSubcommandLabel = "BENCHMARK",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    BenchCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which benchmark? Known: echo, tasks");
    }
}
