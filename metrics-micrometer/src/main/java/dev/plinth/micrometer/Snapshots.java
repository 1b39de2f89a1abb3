package dev.plinth.micrometer;

import io.micrometer.core.instrument.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One look for all the meters that are read in one go.
 *
 * @param <S> the statistics that are looked at
 */
final class Snapshots<S> {

    static final long NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Supplier<S> source;
    private final Clock clock;
    private final Consumer<S> onNew;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Snapshot<S> last;

    /** {@code onNew} is told of each new look, one at a time. */
    Snapshots(Supplier<S> source, Clock clock, Consumer<S> onNew) {
        this.source = source;
        this.clock = clock;
        this.onNew = onNew;
        this.last = new Snapshot<>(clock.monotonicTime(), source.get());
    }

    S now() {
        long time = clock.monotonicTime();
        Snapshot<S> known = last;
        return time - known.time < NANOS ? known.stats : renew(time);
    }

    /** Waits for nobody: who comes while another one looks is given what was known before. */
    private S renew(long time) {
        if (looking.tryLock()) {
            try {
                if (time - last.time >= NANOS) {
                    // First of all: what is told below reads meters, which come back here.
                    last = new Snapshot<>(time, source.get());
                    onNew.accept(last.stats);
                }
            } finally {
                looking.unlock();
            }
        }
        return last.stats;
    }

    private record Snapshot<S>(long time, S stats) {}
}
