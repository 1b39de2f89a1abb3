package dev.plinth.cli;

import dev.plinth.api.BackendSelector;
import dev.plinth.api.BackendStatus;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.cli.bench.BenchReport;
import dev.plinth.cli.bench.Participant;
import dev.plinth.cli.compare.Selection;
import dev.plinth.cli.report.BenchConsole;
import dev.plinth.cli.report.BenchHtml;
import dev.plinth.cli.report.BenchJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all benchmarks take, beside {@link RoundOptions}. */
final class BenchOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--backends",
            split = ",",
            paramLabel = "NAME",
            description = "Which of Plinth's backends; default: all that can run here.")
    private List<String> backends;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
    private Path json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Where the page with the charts goes; default: plinth-report-BENCHMARK.html.")
    private Path html;

    BenchOptions() {}

    /** Refuses what cannot be, before any work. */
    void check() {
        OutputFile.check(spec.commandLine(), "--html", html());
        OutputFile.check(spec.commandLine(), "--json", json);
    }

    /** Each backend, with the reason if it cannot run with {@code cores} cores. */
    List<BackendStatus> backends(int cores) {
        List<BackendStatus> all = BackendSelector.onClasspath()
                .diagnose(RuntimeConfig.builder().cores(cores).build());
        return Selection.of("backend", all, BackendStatus::name, backends == null ? List.of() : backends, this::wrong);
    }

    /** Whether the user said which backends. */
    boolean backendsNamed() {
        return backends != null;
    }

    /** A backend as a participant. */
    static Participant plinth(BackendStatus status) {
        String notRun = status.state() == BackendStatus.State.AVAILABLE
                ? null
                : status.reason() + (status.remedy().isEmpty() ? "" : "; " + status.remedy());
        return new Participant("plinth/" + status.name(), status.name(), "Plinth: " + status.description(), notRun);
    }

    /** Prints and writes it; the exit code. */
    int report(BenchReport report) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.print(BenchConsole.render(report));
        Files.writeString(html(), BenchHtml.render(report));
        out.println("Charts: " + html().toAbsolutePath().normalize());
        if (json != null) {
            Files.writeString(json, BenchJson.render(report));
            out.println("Figures: " + json.toAbsolutePath().normalize());
        }
        out.flush();
        boolean namedNotRun = backends != null
                && report.entries().stream()
                        .anyMatch(entry -> entry.participant().isPlinth()
                                && entry.participant().notRun() != null);
        return report.failed() || namedNotRun ? 1 : 0;
    }

    private Path html() {
        return html != null ? html : Path.of("plinth-report-" + spec.name() + ".html");
    }

    ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
