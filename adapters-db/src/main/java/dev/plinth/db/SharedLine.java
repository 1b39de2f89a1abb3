package dev.plinth.db;

import io.netty.channel.EventLoop;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The shared connections of one core. A statement goes to the one with the least on its way, and to none
 * that is held up by a slow statement or a slow reader as long as there is another, or one more can be
 * opened; those beyond the number to keep are used only then: many statements on few connections is what
 * makes them cheap. On the core's loop only.
 */
final class SharedLine {

    /** When the server takes no new connection in place of an old one. */
    private static final int REPLACE_AGAIN_SECONDS = 5;

    private final EventLoop loop;
    private final MultiplexerSettings settings;
    private final Supplier<? extends Mono<? extends SharedConnection>> opener;
    private final List<SharedConnection> connections = new ArrayList<>();
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private final long slowAfter;
    private int opening;
    private boolean trimming;
    private boolean closed;
    private volatile int open;

    SharedLine(
            EventLoop loop, MultiplexerSettings settings, Supplier<? extends Mono<? extends SharedConnection>> opener) {
        this.loop = loop;
        this.settings = settings;
        this.slowAfter = settings.slowAfter().toNanos();
        this.opener = opener;
    }

    /** How many are open. From any thread. */
    int connections() {
        return open;
    }

    void execute(Exchange exchange) {
        if (exchange.isAbandoned()) {
            exchange.finished(null);
        } else if (closed) {
            exchange.finished(new R2dbcNonTransientResourceException(
                    "the database adapter is closed; the statement was not sent", "08003", 0, exchange.text.sql()));
        } else {
            Wire wire = pick();
            if (wire != null) {
                wire.execute(exchange);
            } else {
                await(exchange);
            }
        }
    }

    private void await(Exchange exchange) {
        if (waiting.size() < settings.maxWaiting()) {
            waiting.add(exchange);
            return;
        }
        exchange.finished(new R2dbcTransientResourceException(
                "statement refused: " + waiting.size() + " wait already for a connection to be opened, which is the"
                        + " limit. Ask for less at a time, or see why connecting takes so long",
                "53400",
                0,
                exchange.text.sql()));
    }

    /** Where the next statement goes; null if it is to wait for a connection that is being opened. */
    private Wire pick() {
        if (connections.size() == 1) {
            Wire only = connections.get(0).wire();
            if (only.isIdle()) {
                keepEnough();
                return only;
            }
        }
        keepEnough();
        long now = System.nanoTime();
        int kept = Math.min(settings.connections(), connections.size());
        Wire best = least(0, kept, now);
        if (best == null) {
            best = least(kept, connections.size(), now);
        }
        if (best != null) {
            return best;
        }
        if (opening == 0 && connections.size() < settings.maxConnections()) {
            openAnother();
        }
        return opening > 0 ? null : leastOfAll();
    }

    /** The one with the least on its way of those that are not held up; null if all are. */
    private Wire least(int from, int to, long now) {
        Wire least = null;
        for (int i = from; i < to; i++) {
            Wire wire = connections.get(i).wire();
            if (!wire.isHeldUpByReader() && wire.heldUpSinceNanos(now) <= slowAfter) {
                least = lesser(least, wire);
            }
        }
        return least;
    }

    private Wire leastOfAll() {
        Wire least = null;
        for (int i = 0; i < connections.size(); i++) {
            least = lesser(least, connections.get(i).wire());
        }
        return least;
    }

    private static Wire lesser(Wire one, Wire other) {
        return one == null || other.outstanding() < one.outstanding() ? other : one;
    }

    private void keepEnough() {
        while (connections.size() + opening < settings.connections()) {
            openAnother();
        }
    }

    private void openAnother() {
        opening++;
        opener.get()
                .subscribe(connection -> onLoop(() -> opened(connection)), failure -> onLoop(() -> notOpened(failure)));
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop() || loop.isTerminated()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    private void opened(SharedConnection connection) {
        opening--;
        if (closed || connection.wire().isClosed()) {
            connection.close().subscribe();
        } else {
            connections.add(connection);
            open = connections.size();
            connection.wire().whenClosed(() -> lost(connection), this::execute);
            replaceInTime(connection);
            if (connections.size() > settings.connections()) {
                trimLater();
            }
        }
        sendWaiting();
    }

    private void replaceInTime(SharedConnection connection) {
        if (!settings.maxLifetime().isZero()) {
            double part =
                    1 - settings.lifetimeJitter() * ThreadLocalRandom.current().nextDouble();
            long nanos = (long) (settings.maxLifetime().toNanos() * part);
            loop.schedule(() -> replace(connection), nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** The new one is there before the old one goes, which ends what is on its way. */
    private void replace(SharedConnection old) {
        if (!closed && connections.contains(old)) {
            opening++;
            opener.get()
                    .subscribe(
                            connection -> onLoop(() -> {
                                connections.remove(old);
                                old.wire().whenIdle(() -> old.close().subscribe());
                                opened(connection);
                            }),
                            failure -> onLoop(() -> {
                                notOpened(failure);
                                loop.schedule(() -> replace(old), REPLACE_AGAIN_SECONDS, TimeUnit.SECONDS);
                            }));
        }
    }

    /** Connections that were opened because others were held up are closed when that is over for long enough. */
    private void trimLater() {
        if (!trimming) {
            trimming = true;
            loop.schedule(this::trim, settings.idleAfter().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void trim() {
        trimming = false;
        long now = System.nanoTime();
        for (int i = connections.size() - 1; i >= settings.connections(); i--) {
            SharedConnection connection = connections.get(i);
            if (connection.wire().isIdleFor(settings.idleAfter().toNanos(), now)) {
                lost(connection);
            }
        }
        if (connections.size() > settings.connections()) {
            trimLater();
        }
    }

    private void notOpened(Throwable failure) {
        opening--;
        if (!connections.isEmpty()) {
            // Better behind a slow statement than not at all.
            Exchange exchange;
            while ((exchange = waiting.poll()) != null) {
                connections.get(0).wire().execute(exchange);
            }
        } else if (opening == 0) {
            Exchange exchange;
            while ((exchange = waiting.poll()) != null) {
                exchange.finished(failure);
            }
        }
    }

    private void lost(SharedConnection connection) {
        connections.remove(connection);
        open = connections.size();
        connection.close().subscribe();
    }

    private void sendWaiting() {
        for (int n = waiting.size(); n > 0; n--) {
            execute(waiting.poll());
        }
    }

    Mono<Void> close() {
        return Mono.<List<SharedConnection>>create(sink -> onLoop(() -> {
                    closed = true;
                    sendWaiting();
                    List<SharedConnection> all = List.copyOf(connections);
                    connections.clear();
                    open = 0;
                    sink.success(all);
                }))
                .flatMapMany(Flux::fromIterable)
                .flatMap(connection -> Mono.<Void>create(
                                sink -> onLoop(() -> connection.wire().whenIdle(sink::success)))
                        .then(connection.close()))
                .then();
    }
}
