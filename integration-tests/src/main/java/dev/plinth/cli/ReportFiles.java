package dev.plinth.cli;

import dev.plinth.cli.report.HtmlReport;
import dev.plinth.cli.report.JsonReport;
import dev.plinth.cli.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a comparison's report goes, besides the terminal. */
final class ReportFiles {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
    private Path json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            defaultValue = "plinth-report.html",
            description = "Where the page with the charts goes; default: ${DEFAULT-VALUE}.")
    private Path html;

    ReportFiles() {}

    /** Refuses what cannot be written, before anything is measured. */
    void check() {
        OutputFile.check(spec.commandLine(), "--html", html);
        OutputFile.check(spec.commandLine(), "--json", json);
    }

    /** Writes it, and says where. */
    void write(Report report) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Files.writeString(html, HtmlReport.render(report));
        out.println("Charts: " + html.toAbsolutePath().normalize());
        if (json != null) {
            Files.writeString(json, JsonReport.render(report));
            out.println("Figures: " + json.toAbsolutePath().normalize());
        }
        out.flush();
    }
}
