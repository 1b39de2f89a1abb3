package dev.plinth.netty;

import reactor.core.CoreSubscriber;

/** {@link dev.plinth.api.AsyncRuntime#yieldIfNeeded}, if it is needed: behind what waits in the line. */
final class YieldOperation extends Operation<Void> {

    private final QueueLine line;

    YieldOperation(Core core, CoreSubscriber<? super Void> subscriber, QueueLine line) {
        super(core, subscriber);
        this.line = line;
    }

    @Override
    void start() {
        line.add(this);
    }

    @Override
    public void run() {
        succeed(null);
    }
}
