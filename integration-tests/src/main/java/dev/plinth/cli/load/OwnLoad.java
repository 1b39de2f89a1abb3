package dev.plinth.cli.load;

import java.util.Map;

/** A client that is a load generator by itself, as a server's own benchmark program is. */
public interface OwnLoad extends Client {

    /**
     * Puts a load on the server, and measures.
     *
     * @param rampMillis how long before the measurement begins
     * @param windowMillis how long it takes
     * @return {@code count}, {@code nanos}, {@code cpuNanos}, {@code contextSwitches}, {@code p50Nanos} and other
     *     percentiles, {@code connections}, {@code errors} and what {@link ProcessFacts} tells of its process
     */
    Map<String, Object> measure(Load load, long rampMillis, long windowMillis) throws Exception;
}
