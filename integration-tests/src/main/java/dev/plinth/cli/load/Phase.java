package dev.plinth.cli.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Where a run stands: shared by all that take part in it. */
final class Phase {

    private enum State {
        RAMP,
        MEASURE,
        STOP
    }

    private final CountDownLatch running;
    private final AtomicInteger errors = new AtomicInteger();
    private final AtomicReference<Throwable> firstError = new AtomicReference<>();
    private volatile State state = State.RAMP;

    /** A run of {@code participants} chains or callers. */
    Phase(int participants) {
        running = new CountDownLatch(participants);
    }

    void measure() {
        state = State.MEASURE;
    }

    void stop() {
        state = State.STOP;
    }

    boolean isMeasuring() {
        return state == State.MEASURE;
    }

    boolean isStopping() {
        return state == State.STOP;
    }

    /** A participant has nothing in flight and sends no more. */
    void ended() {
        running.countDown();
    }

    /** A participant ends with an error: it does not go on, lest it spin on a broken connection. */
    void failed(Throwable error) {
        errors.incrementAndGet();
        firstError.compareAndSet(null, error);
        running.countDown();
    }

    int errors() {
        return errors.get();
    }

    String firstError() {
        Throwable error = firstError.get();
        return error == null ? null : error.toString();
    }

    /** How many participants are still running after {@code seconds}. */
    long awaitEnd(int seconds) throws InterruptedException {
        return running.await(seconds, TimeUnit.SECONDS) ? 0 : running.getCount();
    }
}
