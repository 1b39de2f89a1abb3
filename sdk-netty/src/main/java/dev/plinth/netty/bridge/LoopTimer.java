package dev.plinth.netty.bridge;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeClosedException;
import java.time.Duration;
import reactor.core.Disposable;

/**
 * The one timer of the runtime that an event loop uses for all of its scheduled tasks, set for the
 * earliest of them. On the core only.
 */
final class LoopTimer {

    /** Far enough away to be no load, near enough that no runtime's arithmetic overflows. */
    static final Duration LONGEST = Duration.ofDays(3650);

    private final AsyncRuntime runtime;
    private final int core;
    private final Runnable onDue;

    private Disposable armed;
    private long armedDeadline;

    LoopTimer(AsyncRuntime runtime, int core, Runnable onDue) {
        this.runtime = runtime;
        this.core = core;
        this.onDue = onDue;
    }

    /** Sees to it that the loop is called no later than after {@code delay} nanoseconds. */
    void arm(long deadline, long delay) {
        if (armed != null) {
            if (armedDeadline - deadline <= 0) {
                return;
            }
            cancel();
        }
        try {
            armed = runtime.schedule(core, Duration.ofNanos(Math.min(delay, LONGEST.toNanos())), this::fire);
            armedDeadline = deadline;
        } catch (RuntimeClosedException e) {
            armed = null; // a shutdown drops timers; the loop cancels its tasks
        }
    }

    void cancel() {
        if (armed != null) {
            armed.dispose();
            armed = null;
        }
    }

    private void fire() {
        armed = null;
        onDue.run();
    }
}
