package dev.plinth.backend.virtualthreads;

import dev.plinth.api.ConfigKey;
import dev.plinth.api.RuntimeConfig;
import java.util.ArrayList;
import java.util.List;

/** Settings that this backend cannot honour. */
final class Unsupported {

    private Unsupported() {}

    /** A sentence for each that asks for something in vain. */
    static List<String> warnings(RuntimeConfig config) {
        List<String> warnings = new ArrayList<>();
        if (!config.get(RuntimeConfig.SPIN).isZero()) {
            warnings.add(inVain(config, RuntimeConfig.SPIN)
                    + "a virtual thread that spins would keep its carrier from the threads that read and write");
        }
        if (config.get(RuntimeConfig.STATS_HISTOGRAMS)) {
            warnings.add(inVain(config, RuntimeConfig.STATS_HISTOGRAMS)
                    + "its threads wait in the kernel, and nobody sees for how long");
        }
        return warnings;
    }

    private static String inVain(RuntimeConfig config, ConfigKey<?> key) {
        return key + " (" + config.originOf(key) + ") has no effect on the backend 'virtualthreads': ";
    }
}
