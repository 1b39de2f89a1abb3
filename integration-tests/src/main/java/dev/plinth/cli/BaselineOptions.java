package dev.plinth.cli;

import dev.plinth.cli.baseline.Change;
import dev.plinth.cli.baseline.Changes;
import dev.plinth.cli.baseline.Earlier;
import dev.plinth.cli.compare.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the measurement is held against. */
final class BaselineOptions {

    /** What the program ends with if something got worse. */
    static final int WORSE = 3;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description = "Show what changed since an earlier run, whose figures --json wrote to this file, and fail if"
                    + " something got worse.")
    private Path baseline;

    @Option(
            names = "--max-regression",
            paramLabel = "PERCENT",
            description =
                    "With --baseline: by how much throughput or CPU per operation of a row on Plinth may get worse,"
                            + " such as 5%%; default: 10%%.")
    private String maxRegression;

    private Earlier earlier;
    private double bound;

    BaselineOptions() {}

    /** Reads the file, before anything is measured. */
    void check() {
        if (maxRegression != null && baseline == null) {
            throw wrong("--max-regression=" + maxRegression + " is of no use without --baseline");
        }
        bound = bound();
        if (baseline == null) {
            return;
        }
        if (!Files.isReadable(baseline)) {
            throw wrong("--baseline=" + baseline + " is no file that can be read");
        }
        try {
            earlier = Earlier.read(baseline);
        } catch (IllegalArgumentException e) {
            throw wrong("--baseline=" + baseline + " " + e.getMessage());
        }
    }

    private double bound() {
        String percent = maxRegression == null ? "10" : maxRegression.replaceFirst("%$", "");
        if (!percent.matches("\\d{1,2}(\\.\\d+)?")) {
            throw wrong("--max-regression=" + maxRegression + " is no percentage: give 0% to 99%");
        }
        return Double.parseDouble(percent) / 100;
    }

    /** What changed; null if nothing was to be compared with. */
    Changes changes(List<Outcome> outcomes, Map<String, String> environment) {
        return earlier == null ? null : Changes.of(earlier, outcomes, environment, bound);
    }

    /** Tells what got worse, if so; whether it did. */
    static boolean failed(Changes changes, CommandLine commandLine) {
        if (changes == null || changes.failures().isEmpty()) {
            return false;
        }
        commandLine
                .getErr()
                .println("plinth: worse than " + changes.file() + ": "
                        + changes.failures().stream()
                                .map(Change::name)
                                .distinct()
                                .collect(Collectors.joining(", ")));
        return true;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
