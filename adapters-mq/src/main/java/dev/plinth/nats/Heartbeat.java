package dev.plinth.nats;

import dev.plinth.api.PlinthException;
import io.nats.client.Options;
import java.time.Duration;
import java.util.function.Consumer;
import reactor.core.Disposable;

/**
 * Finds out that a connection is dead although nothing says so: one that goes silent, as when a cable is pulled. On the
 * core.
 */
final class Heartbeat {

    private final Engine engine;
    private final String label;
    private final Duration interval;
    private final int limit;
    private final Consumer<PlinthException> dead;
    private int unanswered;
    private Disposable timer;

    Heartbeat(Engine engine, String label, Consumer<PlinthException> dead) {
        Options options = engine.options();
        this.engine = engine;
        this.label = label;
        this.interval = options.getPingInterval();
        this.limit = options.getMaxPingsOut();
        this.dead = dead;
    }

    void start() {
        if (interval.toMillis() > 0) {
            timer = engine.runtime().schedule(engine.core(), interval, this::ping);
        }
    }

    void stop() {
        if (timer != null) {
            timer.dispose();
            timer = null;
        }
    }

    void answered() {
        unanswered = 0;
    }

    private void ping() {
        if (++unanswered > limit && limit > 0) {
            dead.accept(new PlinthException(label + ": " + limit + " pings were not answered, one every "
                    + interval.toMillis() + " ms (pingInterval, maxPingsOut): the connection is taken for dead"));
            return;
        }
        engine.pings().send(null);
        start();
    }
}
