package dev.plinth.tck;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;

/** Telling that a sender has been held up. */
final class Stall {

    /** What is sent through where a peer stops reading: far more than may be on the way. */
    static final long TOTAL = 100L << 20;

    /** What two kernel buffers and a well-behaved runtime may hold (Linux lets a buffer grow to 32 MB). */
    static final long MOST_ON_THE_WAY = 48L << 20;

    private Stall() {}

    /**
     * Waits until a count has not changed for a while. On a machine that stands still it may return too
     * early, and then the test that follows is easier to pass: it never fails for that.
     */
    static void await(LongSupplier count, Duration patience) {
        long[] last = {-1};
        Awaitility.await()
                .atMost(patience)
                .pollInterval(Duration.ofMillis(20))
                .during(Duration.ofMillis(200))
                .until(() -> {
                    long now = count.getAsLong();
                    boolean same = now == last[0];
                    last[0] = now;
                    return same && now > 0;
                });
    }
}
