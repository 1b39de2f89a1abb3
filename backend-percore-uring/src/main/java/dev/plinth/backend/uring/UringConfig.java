package dev.plinth.backend.uring;

import dev.plinth.api.ConfigException;
import dev.plinth.api.ConfigKey;
import dev.plinth.api.RuntimeConfig;
import java.util.List;
import java.util.Locale;

/** The settings that are this backend's own. */
final class UringConfig {

    /**
     * Entries of each core's submission queue. Kernel memory per core is 64 bytes an entry, and 16
     * bytes for each of the completion queue's entries, of which there are twice as many and at least
     * 4096: about 100 KiB at 512, 4 MiB at 32768.
     */
    static final ConfigKey<Integer> RING_DEPTH = ConfigKey.number(
            "plinth.uring.ring-depth",
            512,
            16,
            32768,
            "Entries of each core's submission queue, rounded up to a power of two. A turn of the loop that submits"
                    + " more costs a system call more. About 100 KiB of kernel memory per core at 512.");

    static final ConfigKey<String> PIN = ConfigKey.text(
            "plinth.uring.pin",
            "auto",
            "Whether each core's thread is pinned to a CPU of its own: auto (where it can be, else a warning), on"
                    + " (startup fails where it cannot), off.");

    static final List<ConfigKey<?>> KEYS = List.of(RING_DEPTH, PIN);

    private static final int LEAST_COMPLETIONS = 4096;

    private UringConfig() {}

    /** Whether to pin. */
    enum Pin {
        AUTO,
        ON,
        OFF
    }

    static Pin pin(RuntimeConfig config) {
        String text = config.get(PIN).toLowerCase(Locale.ROOT);
        return switch (text) {
            case "auto" -> Pin.AUTO;
            case "on" -> Pin.ON;
            case "off" -> Pin.OFF;
            default ->
                throw new ConfigException(PIN + "=" + text + " (" + config.originOf(PIN)
                        + ") cannot be used: it must be auto, on or off");
        };
    }

    static int ringDepth(RuntimeConfig config) {
        int asked = config.get(RING_DEPTH);
        int power = Integer.highestOneBit(asked);
        return power == asked ? asked : power << 1;
    }

    static int completions(int ringDepth) {
        return Math.max(LEAST_COMPLETIONS, ringDepth * 2);
    }
}
