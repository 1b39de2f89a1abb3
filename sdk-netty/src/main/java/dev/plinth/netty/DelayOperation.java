package dev.plinth.netty;

import dev.plinth.api.RuntimeClosedException;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.CoreSubscriber;

/** {@link dev.plinth.api.AsyncRuntime#delay}. */
final class DelayOperation extends Operation<Void> {

    private final Duration delay;
    private Future<?> timer;

    DelayOperation(Core core, CoreSubscriber<? super Void> subscriber, Duration delay) {
        super(core, subscriber);
        this.delay = delay;
    }

    @Override
    public void run() {
        timer = core().loop().schedule(() -> succeed(null), TimedTask.nanos(delay), TimeUnit.NANOSECONDS);
        if (isDone()) {
            timer.cancel(false);
        }
    }

    @Override
    void cancelled() {
        core().runIfAlive(() -> {
            if (timer != null) {
                timer.cancel(false);
            }
        });
    }

    @Override
    void shuttingDown() {
        fail(new RuntimeClosedException("the runtime was shut down before the delay had passed"));
    }
}
