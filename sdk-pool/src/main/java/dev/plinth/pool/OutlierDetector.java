package dev.plinth.pool;

import io.github.resilience4j.core.IntervalFunction;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Ejects an endpoint whose connections fail in use. It is told of errors only, and then looks at how many
 * uses went well meanwhile, so that those cost nothing. Any thread.
 */
final class OutlierDetector {

    private final OutlierOptions options;
    private final IntervalFunction ejectionMillis;
    private final BooleanSupplier mayEject;
    private final LongSupplier clock;

    private long goodAtLastError = -1;
    private int inARow;
    private long windowBegin;
    private long windowGood;
    private long windowErrors;
    private int repetitions;

    private volatile boolean everEjected;
    private volatile long ejectedUntil;
    private volatile long ejections;

    /** {@code mayEject} says whether one more endpoint may be. */
    OutlierDetector(OutlierOptions options, BooleanSupplier mayEject, LongSupplier clock) {
        this.options = options;
        this.ejectionMillis =
                IntervalFunction.ofExponentialBackoff(options.ejectionTime(), 2, options.maxEjectionTime());
        this.mayEject = mayEject;
        this.clock = clock;
    }

    /** A use failed; {@code good} is how many went well since the start. */
    synchronized void failed(long good) {
        long now = clock.getAsLong();
        if (isEjected(now)) {
            return;
        }
        inARow = good == goodAtLastError ? inARow + 1 : 1;
        goodAtLastError = good;
        if (windowErrors == 0 || now - windowBegin >= PerCorePool.nanos(options.interval())) {
            windowBegin = now;
            windowGood = good;
            windowErrors = 0;
        }
        windowErrors++;
        if ((tooManyInARow() || tooLargeAShare(good)) && mayEject.getAsBoolean()) {
            eject(now);
        }
    }

    private boolean tooManyInARow() {
        return options.consecutiveErrors() > 0 && inARow >= options.consecutiveErrors();
    }

    private boolean tooLargeAShare(long good) {
        long uses = windowErrors + good - windowGood;
        return uses >= options.leastUses() && windowErrors * 100 >= uses * options.errorPercent();
    }

    private void eject(long now) {
        boolean wasGoodForLong = now - ejectedUntil >= PerCorePool.nanos(options.maxEjectionTime());
        repetitions = everEjected && !wasGoodForLong ? repetitions + 1 : 1;
        ejectedUntil = now + ejectionMillis.apply(repetitions) * 1_000_000;
        everEjected = true;
        ejections = ejections + 1;
        inARow = 0;
        windowErrors = 0;
    }

    boolean isEjected(long now) {
        return everEjected && now - ejectedUntil < 0;
    }

    /** When the last ejection ended; {@code otherwise} if there was none. */
    long lastReturn(long otherwise) {
        return everEjected ? ejectedUntil : otherwise;
    }

    long ejections() {
        return ejections;
    }
}
