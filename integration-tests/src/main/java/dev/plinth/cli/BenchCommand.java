package dev.plinth.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The runtime and the pool by themselves, without a client on them. */
@Command(
        name = "bench",
        description = "Measures the runtime and the pool by themselves, beside plain Netty, the JDK and other pools.",
        subcommands = {BenchEchoCommand.class, BenchTasksCommand.class, BenchPoolCommand.class, HelpCommand.class},
        synopsisSubcommandLabel = "BENCHMARK",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    BenchCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which benchmark? Known: echo, tasks, pool");
    }
}
