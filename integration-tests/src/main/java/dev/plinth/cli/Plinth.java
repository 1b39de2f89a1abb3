package dev.plinth.cli;

import dev.plinth.api.PlinthException;
import dev.plinth.cli.servers.ServersUnavailableException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The program behind {@code ./plinth}. */
@Command(
        name = "plinth",
        description =
                "Swaps the I/O engine beneath the clients that a Java service uses, and measures what that gains.",
        subcommands = {
            BackendsCommand.class,
            InfoCommand.class,
            CompareCommand.class,
            FaultsCommand.class,
            EchoCommand.class,
            SoakCommand.class,
            BenchCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Plinth.Version.class)
public final class Plinth {

    private Plinth() {}

    /** Exit codes: 0 all is well, 1 something failed, 2 wrong arguments. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true);
        PrintWriter err = new PrintWriter(System.err, true);
        System.exit(run(out, err, args));
    }

    /**
     * Parses arguments, and runs nothing.
     *
     * @throws ParameterException if no command takes them
     */
    public static void parse(String... args) {
        new CommandLine(new Plinth()).parseArgs(args);
    }

    /** The program, without the end of the JVM. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = new CommandLine(new Plinth());
        line.setOut(out);
        line.setErr(err);
        line.setExecutionExceptionHandler((error, command, parsed) -> {
            // The message is for the user; a cause that is not ours to explain shows itself whole.
            if (error instanceof PlinthException || error instanceof ServersUnavailableException) {
                err.println("plinth: " + error.getMessage());
            } else {
                error.printStackTrace(err);
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
        line.setParameterExceptionHandler(Plinth::refuse);
        if (args.length == 0) {
            line.usage(err);
            return CommandLine.ExitCode.USAGE;
        }
        return line.execute(args);
    }

    /** What is wrong is the last thing on the screen, not the first line above a page of help. */
    private static int refuse(ParameterException error, String[] args) {
        CommandLine command = error.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("plinth: " + error.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(error, err);
        err.println("For help: " + command.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Plinth.class.getPackage().getImplementationVersion();
            return new String[] {"Plinth " + (version == null ? "(not packaged)" : version)};
        }
    }
}
