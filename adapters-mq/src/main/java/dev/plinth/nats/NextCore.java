package dev.plinth.nats;

import dev.plinth.api.AsyncRuntime;
import java.util.concurrent.atomic.AtomicInteger;

/** Spreads adapters that are opened from outside over the cores. */
final class NextCore {

    private static final AtomicInteger TURN = new AtomicInteger();

    private NextCore() {}

    static int of(AsyncRuntime runtime) {
        return Math.floorMod(TURN.getAndIncrement(), runtime.cores());
    }
}
