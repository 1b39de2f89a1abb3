package dev.plinth.netty;

import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;

/**
 * Tells Netty's loop whether the slice of its tasks is used up. The loop asks after each of them, and
 * reading the clock costs more than a small one: so while they run, several questions get the same
 * answer, unless they are long.
 */
final class SliceTicker implements Ticker {

    private static final int MOST_PER_READING = 16;
    private static final long SHORT_NANOS = 2_000;
    private static final long LONG_NANOS = 10_000;

    private final Ticker clock = Ticker.systemTicker();
    /** Others than the core may ask at any time; they get a time of this slice, too. */
    private boolean within;

    private boolean first;
    private int perReading = 1;
    private int left;
    private long last;

    /** The loop's tasks come next. On the core, as the other one. */
    void beginSlice() {
        first = true;
        left = 0;
        within = true;
    }

    void endSlice() {
        within = false;
    }

    @Override
    public long nanoTime() {
        if (!within) {
            return clock.nanoTime();
        }
        return --left > 0 ? last : read();
    }

    private long read() {
        long now = clock.nanoTime();
        long took = now - last;
        last = now;
        if (first) {
            first = false; // nobody knows when it began
        } else if (took > LONG_NANOS) {
            perReading = 1;
        } else if (took < SHORT_NANOS && perReading < MOST_PER_READING) {
            perReading *= 2;
        }
        left = perReading;
        return now;
    }

    long exactNanoTime() {
        return clock.nanoTime();
    }

    @Override
    public long initialNanoTime() {
        return clock.initialNanoTime();
    }

    @Override
    public void sleep(long delay, TimeUnit unit) throws InterruptedException {
        clock.sleep(delay, unit);
    }
}
