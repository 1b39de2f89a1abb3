package dev.plinth.api;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Settings that were made for one backend while another one runs: nobody else would tell of them. */
final class SettingsInVain {

    private SettingsInVain() {}

    /**
     * A sentence for each backend that runs not, and has settings other than its defaults.
     *
     * @param others what became of the backends other than {@code chosen}
     */
    static List<String> of(
            RuntimeConfig config,
            AsyncRuntimeProvider chosen,
            List<AsyncRuntimeProvider> providers,
            List<BackendStatus> others) {
        List<String> warnings = new ArrayList<>();
        for (AsyncRuntimeProvider owner : providers) {
            List<ConfigKey<?>> inVain = owner.configKeys().stream()
                    .filter(key -> !chosen.configKeys().contains(key))
                    .filter(key -> !config.get(key).equals(key.defaultValue()))
                    .collect(Collectors.toList());
            others.stream()
                    .filter(other -> !inVain.isEmpty() && other.name().equals(owner.name()))
                    .findFirst()
                    .ifPresent(status -> warnings.add(sentence(config, chosen, inVain, status)));
        }
        return warnings;
    }

    private static String sentence(
            RuntimeConfig config, AsyncRuntimeProvider chosen, List<ConfigKey<?>> inVain, BackendStatus owner) {
        String settings = inVain.stream()
                .map(key -> key + "=" + ConfigValues.text(config.get(key)) + " (" + config.originOf(key) + ")")
                .collect(Collectors.joining(", "));
        return settings + (inVain.size() == 1 ? " has" : " have") + " no effect on '" + chosen.name()
                + "', which runs; '" + owner.name() + "' was passed over: " + owner.reason() + "; " + remedy(owner)
                + " to have it, or unset " + (inVain.size() == 1 ? "the setting" : "the settings");
    }

    private static String remedy(BackendStatus owner) {
        if (owner.state() == BackendStatus.State.NOT_TRIED) {
            return "set plinth.backend=" + owner.name();
        }
        return owner.remedy().isEmpty() ? "mend that" : owner.remedy();
    }
}
