package dev.plinth.api;

import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Connections that are kept open and lent: of any kind {@code T}, one sub-pool per core of a runtime.
 *
 * <h2>Which connection one gets</h2>
 *
 * A caller on a core gets a connection of that core; if its core has none left, one of another core.
 * A caller from outside gets one of the cores in turn. Who finds none waits in line, for a bounded
 * time, in a line of bounded length.
 *
 * <h2>Threading</h2>
 *
 * Every method may be called from any thread, and none blocks. {@link #acquire()} signals on the core
 * that subscribed to it, or, if that was none, on the core of the connection. Every Mono is lazy.
 */
public interface ConnectionPool<T> {

    /**
     * Borrows a connection, to be given back by {@link Lease#release()} or {@link Lease#discard()}.
     * Cancelling leaves the line. Prefer {@link #withConnection}, which cannot forget to give it back.
     *
     * <p>Signals {@link AcquireTimeoutException} if none came within the acquire timeout, {@link
     * AcquireQueueFullException} at once if too many wait already, {@link PoolClosedException} after
     * {@link #shutdown()}, and whatever opening a connection for this caller failed with, after further
     * attempts if the pool makes any.
     */
    Mono<Lease<T>> acquire();

    /**
     * Borrows a connection for {@code work}. It is given back when the work completes; after an error
     * if the pool's connector says that it is reusable then, else it is closed ({@link Lease#invalidate}); after cancelling it is
     * closed, for nobody knows what is still on its way. The result comes after the giving back has begun.
     */
    <R> Mono<R> withConnection(Function<? super T, ? extends Mono<R>> work);

    /** {@link #withConnection} for work with many results. */
    <R> Flux<R> withConnectionMany(Function<? super T, ? extends Publisher<R>> work);

    /**
     * Opens connections until every core has its part of the minimum, and completes with how many are
     * open. Signals the first failure once all attempts have ended; what was opened stays.
     */
    Mono<Integer> warmUp();

    /** What the pool holds and has done. Cheap enough to be asked every second. */
    PoolStats stats();

    /**
     * Ends the pool in good order: nothing new is lent, who waits is still served, connections are closed
     * as they come back. After the drain timeout the rest is closed, and a WARN says how many were still
     * borrowed. Completes when all are closed; subscribing again gives the same outcome.
     */
    Mono<Void> shutdown();
}
