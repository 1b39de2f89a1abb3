package dev.plinth.cli;

import dev.plinth.api.BackendSelector;
import dev.plinth.api.ConfigKey;
import dev.plinth.api.RuntimeConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --set}: settings of the runtime, as system properties would give them. */
final class Settings {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"--set", "-D"},
            paramLabel = "KEY=VALUE",
            description = "A setting of the runtime, such as plinth.uring.ring-depth=1024; may be repeated.")
    private Map<String, String> values = new LinkedHashMap<>();

    Settings() {}

    /** Makes them system properties of this JVM. A setting that nothing reads is refused, as it would change nothing. */
    void apply() {
        check();
        values.forEach(System::setProperty);
    }

    /** Refuses those that no backend on the classpath knows. */
    void check() {
        List<String> known = names();
        for (Map.Entry<String, String> value : values.entrySet()) {
            if (!known.contains(value.getKey())) {
                throw new ParameterException(
                        spec.commandLine(),
                        "unknown setting '" + value.getKey() + "'; known: " + String.join(", ", known));
            }
        }
    }

    Map<String, String> values() {
        return values;
    }

    /** The names of all settings of the runtime and its backends. */
    static List<String> names() {
        List<ConfigKey<?>> keys = new ArrayList<>(RuntimeConfig.keys());
        BackendSelector.onClasspath().providers().forEach(provider -> keys.addAll(provider.configKeys()));
        return keys.stream().map(ConfigKey::name).sorted().toList();
    }
}
