package dev.plinth.micrometer;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeStats;
import io.micrometer.core.instrument.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** One look at the runtime for all the meters that are read in one go. */
final class Snapshots {

    static final long NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final AsyncRuntime runtime;
    private final Clock clock;
    private final Consumer<RuntimeStats> onNew;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Snapshot last;

    /** {@code onNew} is told of each new look, one at a time. */
    Snapshots(AsyncRuntime runtime, Clock clock, Consumer<RuntimeStats> onNew) {
        this.runtime = runtime;
        this.clock = clock;
        this.onNew = onNew;
        this.last = new Snapshot(clock.monotonicTime(), runtime.stats());
    }

    RuntimeStats now() {
        long time = clock.monotonicTime();
        Snapshot known = last;
        return time - known.time < NANOS ? known.stats : renew(time);
    }

    /** Waits for nobody: who comes while another one looks is given what was known before. */
    private RuntimeStats renew(long time) {
        if (looking.tryLock()) {
            try {
                if (time - last.time >= NANOS) {
                    // First of all: what is told below reads meters, which come back here.
                    last = new Snapshot(time, runtime.stats());
                    onNew.accept(last.stats);
                }
            } finally {
                looking.unlock();
            }
        }
        return last.stats;
    }

    private record Snapshot(long time, RuntimeStats stats) {}
}
