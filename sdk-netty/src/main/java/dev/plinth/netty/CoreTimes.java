package dev.plinth.netty;

import dev.plinth.api.ConfigException;
import dev.plinth.api.RuntimeConfig;

/**
 * The histograms of one core.
 *
 * @param pollGap from one look for I/O to the next
 * @param writeTime from handing bytes to the transport until it has taken them
 */
record CoreTimes(TimeHistogram pollGap, TimeHistogram writeTime) {

    /** Those of a new core. */
    static CoreTimes create() {
        return new CoreTimes(new TimeHistogram(), new TimeHistogram());
    }

    /**
     * Whether the settings ask for them.
     *
     * @throws ConfigException if they do, and the library is not there
     */
    static boolean areWanted(RuntimeConfig config) {
        return areWanted(config, CoreTimes.class.getClassLoader());
    }

    static boolean areWanted(RuntimeConfig config, ClassLoader loader) {
        if (!config.get(RuntimeConfig.STATS_HISTOGRAMS)) {
            return false;
        }
        try {
            Class.forName("org.HdrHistogram.SingleWriterRecorder", false, loader);
        } catch (ClassNotFoundException e) {
            throw new ConfigException(RuntimeConfig.STATS_HISTOGRAMS + "=true ("
                    + config.originOf(RuntimeConfig.STATS_HISTOGRAMS)
                    + ") needs HdrHistogram, which is not on the classpath: add org.hdrhistogram:HdrHistogram, or"
                    + " set it to false");
        }
        return true;
    }
}
