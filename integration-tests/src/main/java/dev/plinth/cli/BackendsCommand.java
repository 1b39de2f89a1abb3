package dev.plinth.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.plinth.api.BackendSelector;
import dev.plinth.api.BackendStatus;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.cli.machine.MachineFacts;
import dev.plinth.cli.report.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says of each backend whether it can run here, why not, and what to do. */
@Command(
        name = "backends",
        description = "Builds every backend, as a service would, and says which can run here, why not, and what to do.",
        mixinStandardHelpOptions = true)
final class BackendsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--backend", paramLabel = "NAME", description = "Show this backend only.")
    private String only;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the same as JSON.")
    private Path json;

    BackendsCommand() {}

    @Override
    public Integer call() throws IOException {
        OutputFile.check(spec.commandLine(), "--json", json);
        RuntimeConfig config = RuntimeConfig.load();
        BackendSelector selector = BackendSelector.onClasspath();
        List<BackendStatus> all = selector.diagnose(config);
        List<BackendStatus> shown = all.stream()
                .filter(status -> only == null || status.name().equals(only))
                .toList();
        if (shown.isEmpty() && only != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "unknown backend '" + only + "'; known: "
                            + all.stream().map(BackendStatus::name).toList());
        }
        Choice choice = Choice.of(config, all);
        Map<String, String> facts = MachineFacts.read();
        print(spec.commandLine().getOut(), shown, choice, facts);
        if (json != null) {
            Files.writeString(json, toJson(shown, choice, facts));
        }
        return 0;
    }

    private static void print(PrintWriter out, List<BackendStatus> shown, Choice choice, Map<String, String> facts) {
        TextTable table = new TextTable("backend", "can run", "auto", "what was found");
        for (BackendStatus status : shown) {
            table.add(
                    status.name(),
                    status.state() == BackendStatus.State.AVAILABLE
                            ? "yes"
                            : status.state() == BackendStatus.State.BROKEN ? "broken" : "no",
                    status.name().equals(choice.auto()) ? "<--" : "",
                    status.reason());
            if (!status.remedy().isEmpty()) {
                table.add("", "", "", "do: " + status.remedy());
            }
        }
        out.print(table.render(""));
        out.println();
        out.println(choice.text());
        out.println();
        TextTable machine = new TextTable("fact", "value");
        facts.forEach(machine::add);
        out.print(machine.render(""));
        out.flush();
    }

    private static String toJson(List<BackendStatus> shown, Choice choice, Map<String, String> facts)
            throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("requested", choice.requested());
        all.put("requestedBy", choice.requestedBy());
        all.put("auto", choice.auto());
        all.put("verdict", choice.text());
        all.put("backends", shown.stream().map(BackendsCommand::toMap).toList());
        all.put("facts", facts);
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(all) + "\n";
    }

    private static Map<String, Object> toMap(BackendStatus status) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", status.name());
        map.put("description", status.description());
        map.put("priority", status.priority());
        map.put("state", status.state().name().toLowerCase(Locale.ROOT));
        map.put("reason", status.reason());
        map.put("remedy", status.remedy());
        return map;
    }

    /** What the configuration asks for, and what would come of it. */
    private record Choice(String requested, String requestedBy, String auto, String text) {

        static Choice of(RuntimeConfig config, List<BackendStatus> all) {
            String requested = config.get(RuntimeConfig.BACKEND).toLowerCase(Locale.ROOT);
            String by = config.originOf(RuntimeConfig.BACKEND);
            String auto = all.stream()
                    .filter(status -> status.state() == BackendStatus.State.AVAILABLE)
                    .map(BackendStatus::name)
                    .findFirst()
                    .orElse(null);
            return new Choice(requested, by, auto, text(requested, by, auto, all));
        }

        private static String text(String requested, String by, String auto, List<BackendStatus> all) {
            String setting = "plinth.backend=" + requested + " (" + by + "): ";
            if (requested.equals(RuntimeConfig.AUTO)) {
                return setting
                        + (auto == null ? "no backend can run here" : "a service started now would take " + auto);
            }
            return all.stream()
                    .filter(status -> status.name().equals(requested))
                    .map(status -> setting
                            + (status.state() == BackendStatus.State.AVAILABLE
                                    ? "it is required, and it can run"
                                    : "it is REQUIRED BUT CANNOT RUN, so a service started now would fail: "
                                            + status.reason()
                                            + (status.remedy().isEmpty() ? "" : "; " + status.remedy())))
                    .findFirst()
                    .orElse(setting + "it is REQUIRED BUT UNKNOWN, so a service started now would fail; known: "
                            + all.stream().map(BackendStatus::name).toList());
        }
    }
}
