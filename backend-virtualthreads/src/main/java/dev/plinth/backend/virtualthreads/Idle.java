package dev.plinth.backend.virtualthreads;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Watches for silence, with one timer that is set again when it fires early, so that activity costs
 * a clock reading and no timer. On the core only.
 */
final class Idle {

    private final Lane lane;
    private final Duration timeout;
    private final LongSupplier activity;
    private final Runnable onTimeout;
    private boolean running;
    private boolean armed;
    private long since;

    /**
     * @param timeout zero: never
     * @param activity when something last happened, by {@link System#nanoTime()}; null: {@link #start} and
     *     {@link #touch} tell
     */
    Idle(Lane lane, Duration timeout, LongSupplier activity, Runnable onTimeout) {
        this.lane = lane;
        this.timeout = timeout;
        this.activity = activity;
        this.onTimeout = onTimeout;
    }

    Duration timeout() {
        return timeout;
    }

    /** Silence counts from now on. */
    void start() {
        if (!timeout.isZero()) {
            running = true;
            since = System.nanoTime();
            arm(timeout);
        }
    }

    /** Something happened. */
    void touch() {
        if (running) {
            since = System.nanoTime();
        }
    }

    boolean isRunning() {
        return running;
    }

    void stop() {
        running = false;
    }

    private void arm(Duration delay) {
        if (!armed) {
            armed = true;
            Core core = lane.core();
            core.timers().add(new TimedTask(core, Timers.dueIn(delay), () -> lane.runOrSubmit(this::check), null));
        }
    }

    private void check() {
        armed = false;
        if (!running) {
            return;
        }
        if (activity != null) {
            since = activity.getAsLong();
        }
        Duration silence = Duration.ofNanos(System.nanoTime() - since);
        if (silence.compareTo(timeout) >= 0) {
            running = false;
            onTimeout.run();
        } else {
            arm(timeout.minus(silence));
        }
    }
}
