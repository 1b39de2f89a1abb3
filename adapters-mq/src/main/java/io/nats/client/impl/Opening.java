package io.nats.client.impl;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Mono;

/** A connection on its way to a thread that waits for it. It may come when that thread has just been interrupted. */
final class Opening {

    /** The connection, or this once it is waited for no more. */
    private final AtomicReference<Object> come = new AtomicReference<>();

    private Opening() {}

    /** Waits; what comes after it has thrown, or at that moment, is closed. */
    static AsyncConnection await(AsyncRuntime runtime, Mono<AsyncConnection> connecting) {
        Opening opening = new Opening();
        try {
            return runtime.blockOn(connecting.doOnNext(opening::came));
        } catch (RuntimeException e) {
            opening.giveUp();
            throw e;
        }
    }

    private void came(AsyncConnection connection) {
        if (!come.compareAndSet(null, connection)) {
            connection.abort();
        }
    }

    private void giveUp() {
        if (come.getAndSet(this) instanceof AsyncConnection connection) {
            connection.abort();
        }
    }
}
