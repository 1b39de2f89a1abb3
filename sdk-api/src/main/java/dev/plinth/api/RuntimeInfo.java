package dev.plinth.api;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is running, and why: {@link AsyncRuntime#info()}.
 *
 * @param backend the backend's name
 * @param transport what carries the bytes: {@code io_uring}, {@code epoll}, {@code nio}, …
 * @param cores the cores, by index
 * @param selection why this backend
 * @param warnings what is not as it was asked for or could be, each a sentence; those of the selection
 *     are added to those of the backend; empty if all is well
 * @param details further facts of the backend (ring depth, versions), by name
 */
public record RuntimeInfo(
        String backend,
        String transport,
        List<CoreInfo> cores,
        Selection selection,
        List<String> warnings,
        Map<String, String> details) {

    /** Refuses null; copies the collections. */
    public RuntimeInfo {
        Objects.requireNonNull(backend, "backend");
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(selection, "selection");
        cores = List.copyOf(cores);
        warnings = Stream.concat(selection.warnings().stream(), warnings.stream())
                .distinct()
                .toList();
        details = Map.copyOf(details);
    }

    /** Some lines for a person. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(backend).append(" on ").append(transport);
        text.append(", ").append(cores.size()).append(cores.size() == 1 ? " core" : " cores");
        text.append(cores.stream().map(CoreInfo::placement).distinct().collect(Collectors.joining(", ", " (", ")")));
        text.append("\n  ").append(selection);
        new TreeMap<>(details)
                .forEach((name, value) ->
                        text.append("\n  ").append(name).append(": ").append(value));
        warnings.forEach(warning -> text.append("\n  warning: ").append(warning));
        return text.toString();
    }
}
