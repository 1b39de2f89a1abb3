package dev.plinth.netty;

import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.StreamOptions;
import java.time.Duration;

/** How much a connection may have waiting to be written, in bytes, and for how long. */
record WriteMarks(int low, int high, int limit, Duration timeout) {

    WriteMarks(StreamOptions options, RuntimeConfig config) {
        this(
                options.writeLowWater(config),
                options.writeHighWater(config),
                options.writeLimit(config),
                options.writeTimeout(config));
    }
}
