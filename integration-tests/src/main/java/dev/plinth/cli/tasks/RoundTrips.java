package dev.plinth.cli.tasks;

import java.util.concurrent.CountDownLatch;
import org.HdrHistogram.Histogram;

/** A message from worker 0 to worker 1 and back, again and again, with nothing else going on. */
final class RoundTrips {

    private static final long LONGEST_NANOS = 10_000_000_000L;

    private final Workers workers;
    private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Runnable there = this::there;
    private final Runnable back = this::back;
    private final long end;
    private long sentAt;

    private RoundTrips(Workers workers, long millis) {
        this.workers = workers;
        this.end = System.nanoTime() + millis * 1_000_000;
    }

    /** Goes back and forth for {@code millis}; how long each took, in nanoseconds. */
    static Histogram run(Workers workers, long millis) throws InterruptedException {
        RoundTrips trips = new RoundTrips(workers, millis);
        workers.execute(0, trips::send);
        trips.ended.await();
        return trips.latencies;
    }

    /** On worker 0, as is {@link #back}. */
    private void send() {
        sentAt = System.nanoTime();
        workers.execute(1, there);
    }

    private void there() {
        workers.execute(0, back);
    }

    private void back() {
        long now = System.nanoTime();
        latencies.recordValue(Math.min(now - sentAt, LONGEST_NANOS));
        if (now < end) {
            send();
        } else {
            ended.countDown();
        }
    }
}
