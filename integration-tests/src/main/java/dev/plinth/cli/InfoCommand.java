package dev.plinth.cli;

import dev.plinth.api.AsyncRuntime;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Starts a runtime exactly as a service does, and prints what runs, or the error that the service would see. */
@Command(
        name = "info",
        description = "Starts a runtime as a service would (system property plinth.backend, environment variable"
                + " PLINTH_BACKEND) and prints what runs and why.",
        mixinStandardHelpOptions = true)
final class InfoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    InfoCommand() {}

    @Override
    public Integer call() {
        try (AsyncRuntime runtime = AsyncRuntime.create()) {
            spec.commandLine().getOut().println(runtime.info());
            return 0;
        }
    }
}
