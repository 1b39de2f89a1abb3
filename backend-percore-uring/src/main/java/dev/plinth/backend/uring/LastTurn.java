package dev.plinth.backend.uring;

import io.netty.channel.IoHandlerContext;
import java.util.concurrent.TimeUnit;

/** A turn of a ring that ends: it waits for a moment only. */
enum LastTurn implements IoHandlerContext {
    INSTANCE;

    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    @Override
    public boolean canBlock() {
        return true;
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
        return MOMENT_NANOS;
    }

    @Override
    public long deadlineNanos() {
        return System.nanoTime() + MOMENT_NANOS;
    }
}
