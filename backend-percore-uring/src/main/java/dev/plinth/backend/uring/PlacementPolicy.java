package dev.plinth.backend.uring;

import dev.plinth.api.ConfigException;
import dev.plinth.api.RuntimeConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * Where the cores are to run. All but {@link Kind#AUTO} are required: what they ask for is done, or
 * startup fails.
 *
 * @param kind the policy's name
 * @param cpus the CPUs that {@code fixed} and {@code set} name, in the order given
 * @param text as it was set, for people
 */
record PlacementPolicy(Kind kind, List<Integer> cpus, String text) {

    enum Kind {
        /** Spread, on CPUs of their own; unpinned with a warning where that cannot be. */
        AUTO,
        /** Where the operating system puts them. */
        UNBOUND,
        /** Core i on the i-th CPU that is listed. */
        FIXED,
        /** Across NUMA nodes first, then physical cores, then the siblings on them. */
        SPREAD,
        /** On all siblings of a physical core, then on the next core of the node, then the next node. */
        PACK,
        /** All of them anywhere on the CPUs that are listed. */
        SET
    }

    static PlacementPolicy of(RuntimeConfig config) {
        String value = config.get(UringConfig.PLACEMENT).toLowerCase(Locale.ROOT);
        String text = UringConfig.PLACEMENT + "=" + value + " (" + config.originOf(UringConfig.PLACEMENT) + ")";
        int colon = value.indexOf(':');
        String name = colon < 0 ? value : value.substring(0, colon).trim();
        try {
            List<Integer> cpus = CpuList.inOrder(colon < 0 ? "" : value.substring(colon + 1));
            return new PlacementPolicy(kind(name, colon >= 0, cpus), List.copyOf(cpus), text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(text + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static Kind kind(String name, boolean listed, List<Integer> cpus) {
        Kind kind = switch (name) {
            case "auto" -> Kind.AUTO;
            case "unbound" -> Kind.UNBOUND;
            case "fixed" -> Kind.FIXED;
            case "spread" -> Kind.SPREAD;
            case "pack" -> Kind.PACK;
            case "set" -> Kind.SET;
            default ->
                throw new IllegalArgumentException(
                        "it must be auto, unbound, spread, pack, fixed: or set: with CPUs after it, as in fixed:0,2,5-7");
        };
        boolean needsList = kind == Kind.FIXED || kind == Kind.SET;
        if (needsList && cpus.isEmpty()) {
            throw new IllegalArgumentException(name + " needs CPUs, as in " + name + ":0,2,5-7");
        }
        if (!needsList && listed) {
            throw new IllegalArgumentException(name + " takes no CPUs; fixed: and set: do");
        }
        if (new HashSet<>(cpus).size() < cpus.size()) {
            throw new IllegalArgumentException("a CPU is listed twice");
        }
        return kind;
    }

    boolean required() {
        return kind != Kind.AUTO;
    }

    boolean binds() {
        return kind != Kind.UNBOUND;
    }
}
