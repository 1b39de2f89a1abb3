package dev.plinth.api;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * A set of event loops, one per core, and the sockets that live on them.
 *
 * <h2>Threading</h2>
 *
 * A runtime has {@link #cores()} cores, numbered from 0. Each core runs its tasks, its timers and
 * the completions of its connections one at a time, on one thread; nothing that was handed to a
 * core ever moves to another. <b>Never block on a core</b>: {@link #blockOn} and {@link #close}
 * refuse to run there. Every method of this interface may be called from any thread.
 *
 * <p>Every {@link Mono} returned here is lazy: nothing happens before it is subscribed to, and each
 * subscription is an operation of its own. It signals on the core that the operation belongs to.
 *
 * <p>After {@link #shutdown()} has begun, every operation fails with {@link
 * RuntimeClosedException}.
 */
public interface AsyncRuntime extends AutoCloseable {

    /** What {@link #currentCore()} answers on a thread that is no core of this runtime. */
    int NO_CORE = -1;

    /**
     * Starts the backend that the configuration asks for: builder, system property and environment
     * variable {@code plinth.backend}, in that order, else the best available one.
     *
     * @throws BackendUnavailableException if the backend that was asked for by name cannot run, or
     *     none can; the message says why and what to do
     * @throws UnknownBackendException if no provider on the classpath has the name asked for
     */
    static AsyncRuntime create() {
        return create(RuntimeConfig.load());
    }

    /**
     * Starts the backend that {@code config} asks for; see {@link #create()}.
     *
     * @throws NullPointerException if {@code config} is null
     */
    static AsyncRuntime create(RuntimeConfig config) {
        return BackendSelector.onClasspath().start(config);
    }

    /** What is running, on which transport and cores, and why this backend was chosen. */
    RuntimeInfo info();

    /** What it was started with; adapters read their own settings here, too. Constant. */
    RuntimeConfig config();

    /** The number of cores, at least 1. Constant. */
    int cores();

    /** The core that the calling thread is, or {@link #NO_CORE}. */
    int currentCore();

    /**
     * Runs a task on the calling core, or on one of the runtime's choosing when called from outside.
     * This is the hot path: no publisher, no result. A throwable that leaves the task is logged, and
     * the core goes on.
     *
     * @throws RuntimeClosedException if the runtime no longer takes tasks
     */
    void execute(Runnable task);

    /**
     * Runs a task on core {@code core}; tasks from one thread to one core run in the order given.
     *
     * @throws IndexOutOfBoundsException if there is no such core
     * @throws RuntimeClosedException if the runtime no longer takes tasks
     */
    void execute(int core, Runnable task);

    /**
     * Runs {@code task} on core {@code core} once {@code delay} has passed (resolution: about a
     * millisecond). Disposing of the handle before that prevents the run. A shutdown drops what has
     * not yet run.
     *
     * @throws IndexOutOfBoundsException if there is no such core
     * @throws RuntimeClosedException if the runtime no longer takes tasks
     */
    Disposable schedule(int core, Duration delay, Runnable task);

    /**
     * Computes a value on the core that subscribes, or on one of the runtime's choosing when that is
     * none. A null result completes the Mono empty. Cancelling before the task has started prevents
     * it; a task that runs is not interrupted.
     */
    <T> Mono<T> spawn(Callable<? extends T> task);

    /**
     * Computes a value on the core that subscribes; the result is signalled there. Signals {@link
     * IllegalStateException} to a subscriber that is no core of this runtime.
     */
    <T> Mono<T> spawnLocal(Callable<? extends T> task);

    /**
     * Computes a value on core {@code core}. The result comes back to the core that subscribed, or is
     * signalled on {@code core} if that was none; everything else as with {@link #spawn}.
     *
     * @throws IndexOutOfBoundsException if there is no such core
     */
    <T> Mono<T> spawnOn(int core, Callable<? extends T> task);

    /**
     * Makes a queue for work of one kind, with a line on each core: {@code taskQueue("reports",
     * Shares.of(100), Latency.notImportant())}.
     *
     * @throws IllegalArgumentException if an open queue has that name, or it is blank
     * @throws RuntimeClosedException if the runtime has been shut down
     */
    TaskQueue taskQueue(String name, Shares shares, Latency latency);

    /**
     * Whether the task that is running should come to an end soon: its slice is used up, or something
     * that matters more waits. For long tasks, which ask now and then (it costs about as much as reading
     * a clock) and hand the rest of their work to {@link #execute} or {@link #yieldIfNeeded}. False when
     * called from outside, and always false on a backend whose cores are preempted by others.
     */
    boolean needsPreempt();

    /**
     * Completes at once if the core need not do something else first ({@link #needsPreempt}), else after
     * that, behind what waits in the same queue. For the core that subscribes; elsewhere it completes at once.
     */
    Mono<Void> yieldIfNeeded();

    /** What the cores have done since the start. Cheap enough to be asked every second; known after shutdown, too. */
    RuntimeStats stats();

    /**
     * Completes after {@code delay}, on the core that subscribed, or on one of the runtime's choosing.
     */
    Mono<Void> delay(Duration delay);

    /**
     * Waits for {@code mono} on the calling thread, without limit (use {@link Mono#timeout} for one),
     * and returns its value, or null if it completed empty. Unchecked errors are thrown as they are,
     * checked ones inside a {@link PlinthException}.
     *
     * @throws IllegalStateException when called on a core, which must never block
     */
    default <T> T blockOn(Mono<T> mono) {
        return Blocking.await(this, mono);
    }

    /**
     * Opens a TCP connection. A host name is resolved away from the cores; each of its addresses is
     * tried in turn. The connection lives on {@link ConnectOptions#core()}, else on the core that
     * subscribes, else on one chosen in turn. With TLS the Mono completes after the handshake.
     * Cancelling closes what was opened.
     *
     * <p>Signals {@link ConnectException} (refused, unreachable), {@link ConnectTimeoutException},
     * {@link UnresolvedHostException}, {@link TlsException}, {@link RuntimeClosedException}, and {@link
     * IndexOutOfBoundsException} for a core that this runtime does not have.
     *
     * @param remote an {@link InetSocketAddress}, resolved or not; a backend may know more kinds, and
     *     signals {@link UnsupportedOperationException} for one that it does not
     */
    Mono<AsyncConnection> connect(SocketAddress remote, ConnectOptions options);

    /** {@link #connect(SocketAddress, ConnectOptions)} with a host name and the default options. */
    default Mono<AsyncConnection> connect(String host, int port) {
        return connect(InetSocketAddress.createUnresolved(host, port), ConnectOptions.defaults());
    }

    /**
     * Listens on {@code local} (port 0: any free one). Accepted connections are spread over the cores
     * in turn; {@code onAccept} is called for each on its own core, with TLS after the handshake. If
     * it throws, the connection is closed and the error logged.
     *
     * <p>Signals {@link ConnectException} if the address cannot be bound.
     */
    Mono<AsyncListener> listen(SocketAddress local, ListenOptions options, Consumer<? super AsyncConnection> onAccept);

    /**
     * Ends the runtime: listeners and connections are closed, operations that are pending fail, tasks
     * already accepted still run, timers are dropped, and the threads end; after {@link
     * RuntimeConfig#SHUTDOWN_TIMEOUT} whatever still runs is abandoned and logged. Every Mono of this
     * runtime terminates. Subscribing again gives the same outcome. The one Mono that signals off the
     * cores (there are none any more).
     */
    Mono<Void> shutdown();

    /**
     * {@link #shutdown()}, and waits for it. Calling it again does nothing.
     *
     * @throws IllegalStateException when called on a core; subscribe to {@link #shutdown()} there
     */
    @Override
    void close();

    /**
     * The runtime as something more specific, for adapters and users who know the backend.
     *
     * @return empty if this runtime is no such thing
     */
    <T> Optional<T> unwrap(Class<T> type);
}
