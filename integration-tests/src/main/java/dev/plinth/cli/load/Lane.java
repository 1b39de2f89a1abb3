package dev.plinth.cli.load;

import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * What one thread counts: written by that thread alone, read by the one that measures. The count is a
 * lazily set counter and the histogram is touched for sampled commands only, so that counting costs
 * next to nothing beside a command.
 */
final class Lane {

    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 2;

    private final Phase phase;
    private final AtomicLong count = new AtomicLong();
    private final Histogram latencies;

    Lane(Phase phase) {
        this(phase, new Histogram(LONGEST_NANOS, DIGITS));
    }

    /** One that has its latencies in common with others. */
    Lane(Phase phase, Histogram latencies) {
        this.phase = phase;
        this.latencies = latencies;
    }

    /** For many lanes, whose own would take more memory than the connections that are measured. */
    static Histogram shared() {
        return new ConcurrentHistogram(LONGEST_NANOS, DIGITS);
    }

    void completed() {
        count.lazySet(count.getPlain() + 1);
    }

    void latency(long nanos) {
        if (phase.isMeasuring()) {
            latencies.recordValue(Math.min(Math.max(nanos, 1), LONGEST_NANOS));
        }
    }

    long count() {
        return count.get();
    }

    /** To be read only after the lane's thread has stopped. */
    Histogram latencies() {
        return latencies;
    }
}
