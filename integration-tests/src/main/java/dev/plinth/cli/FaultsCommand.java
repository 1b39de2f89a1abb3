package dev.plinth.cli;

import dev.plinth.cli.faults.FaultsReport;
import dev.plinth.cli.faults.Suite;
import dev.plinth.cli.machine.Buffers;
import dev.plinth.cli.report.Environment;
import dev.plinth.cli.report.FaultsConsole;
import dev.plinth.cli.report.FaultsHtml;
import dev.plinth.cli.report.FaultsJson;
import dev.plinth.cli.servers.Servers;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What each adapter makes of networks and servers that fail, on every backend, beside the stock clients. */
@Command(
        name = "faults",
        description = "Lets networks and servers fail under each adapter, on every backend and beside the stock client,"
                + " and counts what was lost, doubled, wrong, late, failed or never answered.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plinth faults                             all of it, some minutes",
            "  plinth faults redis --faults=cut,restart  a part"
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0: every promise was kept",
            "1: one was broken, a cell failed, there was no server, or a backend named in --backends cannot run here",
            "2: wrong arguments"
        })
final class FaultsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ADAPTER", description = "Which adapters: redis, db, nats, kafka; default: all.")
    private List<String> adapters = new ArrayList<>();

    @Option(
            names = "--backends",
            split = ",",
            paramLabel = "NAME",
            description = "Which backends, by the names that 'plinth backends' shows; default: all.")
    private List<String> backends = new ArrayList<>();

    @Option(
            names = "--faults",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Which faults: none (the control), delay, pieces, rate, stall, cut, reset, half-close, corrupt,"
                            + " restart, kill; default: all.")
    private List<String> faults = new ArrayList<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the counts as JSON.")
    private Path json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            defaultValue = "plinth-faults.html",
            description = "Where the page goes; default: ${DEFAULT-VALUE}.")
    private Path html;

    @Mixin
    private FaultsServerOptions servers;

    FaultsCommand() {}

    @Override
    public Integer call() throws Exception {
        OutputFile.check(spec.commandLine(), "--html", html);
        OutputFile.check(spec.commandLine(), "--json", json);
        Buffers.count(); // first of all: before Netty makes one
        Suite suite =
                Suite.of(adapters, faults, backends, message -> new ParameterException(spec.commandLine(), message));
        Servers from = servers.choose(suite.serverKinds());
        PrintWriter out = spec.commandLine().getOut();
        out.println("Servers: " + from.choice());
        out.println("About " + TimeLeft.text(suite.expectedMillis(from))
                + " on an idle machine; more where a leak is suspected and looked for.");
        out.flush();
        FaultsReport report;
        try (TerminalProgress progress = new TerminalProgress(spec.commandLine().getErr())) {
            report = ExitHook.during(() -> suite.run(from, progress), suite::abort);
        }
        Map<String, String> environment =
                Environment.of(spec.commandLine().getParent().getParseResult().originalArgs());
        environment.put("servers", from.choice());
        out.print(FaultsConsole.render(report));
        Files.writeString(html, FaultsHtml.render(report, environment));
        out.println("Page: " + html.toAbsolutePath().normalize());
        if (json != null) {
            Files.writeString(json, FaultsJson.render(report, environment));
            out.println("Counts: " + json.toAbsolutePath().normalize());
        }
        out.flush();
        return report.bad().isEmpty() ? 0 : 1;
    }
}
