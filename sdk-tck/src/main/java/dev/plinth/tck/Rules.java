package dev.plinth.tck;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.AsyncRuntimeProvider;
import dev.plinth.api.BackendContext;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.Latency;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.Shares;
import dev.plinth.api.TaskQueue;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** What all groups of rules work with: a runtime of its own for each test, and peers. */
@Timeout(100)
abstract class Rules {

    private final BackendTck backend;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private AsyncRuntime runtime;
    private RawServer server;

    Rules(BackendTck backend) {
        this.backend = backend;
    }

    /** A connection and its other end. */
    record Link(AsyncConnection connection, RawPeer peer) {}

    @BeforeEach
    final void startRuntime() {
        runtime = start(settings());
    }

    @AfterEach
    final void closeAll() throws Exception {
        Exception failure = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The settings of {@link #runtime}; a group of rules may change them. */
    RuntimeConfig.Builder settings() {
        return backend.settings();
    }

    final AsyncRuntimeProvider provider() {
        return backend.provider();
    }

    final Duration patience() {
        return backend.patience();
    }

    final AsyncRuntime runtime() {
        return runtime;
    }

    /** Another runtime, which is shut down after the test. */
    final AsyncRuntime start(RuntimeConfig.Builder settings) {
        AsyncRuntimeProvider provider = provider();
        AsyncRuntime started = provider.create(BackendContext.direct(settings.build(), provider.name()));
        opened.push(() -> Outcome.of(started.shutdown(), started, patience()).value());
        return started;
    }

    /** Has {@code resource} closed after the test. */
    final <T extends AutoCloseable> T closeLater(T resource) {
        opened.push(resource);
        return resource;
    }

    // ---- waiting

    final <T> Outcome<T> subscribe(Mono<T> mono) {
        return Outcome.of(mono, runtime, patience());
    }

    final <T> T get(Mono<T> mono) {
        return subscribe(mono).value();
    }

    final <E extends Throwable> E failure(Mono<?> mono, Class<E> type) {
        return subscribe(mono).error(type);
    }

    final <T> T get(Future<T> future) {
        try {
            return future.get(patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new AssertionError("failed: " + e.getCause(), e.getCause());
        } catch (Exception e) {
            throw new AssertionError("no result within " + patience(), e);
        }
    }

    final ConditionFactory await() {
        return Awaitility.await().atMost(patience()).pollInterval(Duration.ofMillis(5));
    }

    // ---- cores

    /** Runs {@code task} on a core, and waits for its result. */
    final <T> T on(int core, Callable<T> task) {
        return get(start(core, task));
    }

    /** Runs {@code task} on a core. */
    final <T> CompletableFuture<T> start(int core, Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        runtime.execute(core, () -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** Keeps a core busy, without blocking it, until the result is run. */
    final Runnable occupy(int core) {
        return occupy(core, () -> {});
    }

    /** The same, after something was done there: what the core gives itself lies there for sure. */
    final Runnable occupy(int core, Runnable first) {
        AtomicBoolean released = new AtomicBoolean();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        runtime.execute(core, () -> {
            first.run();
            begun.complete(null);
            spinUntil(released);
        });
        get(begun);
        opened.push(() -> released.set(true));
        return () -> released.set(true);
    }

    /** Runs in a circle until it is told to stop: what a core may do, though it should not. */
    final boolean spinUntil(AtomicBoolean condition) {
        long deadline = System.nanoTime() + patience().toNanos();
        while (!condition.get()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Lets time pass that is measured in work: bytes go to a peer and back some times by way of {@code
     * core}. What could have happened on that core meanwhile has, most likely; a test that counts on it
     * never fails for that alone.
     */
    final void pass(int core) {
        Link link = link(ConnectOptions.builder().core(core).build());
        for (int i = 0; i < 20; i++) {
            get(link.connection().write(ByteBuffer.wrap(new byte[] {1})));
            link.peer().send(link.peer().read(1));
            get(link.connection().read(ByteBuffer.allocate(1)));
        }
        link.connection().abort();
    }

    // ---- task queues

    final TaskQueue queue(String name, int shares) {
        return runtime.taskQueue(name, Shares.of(shares), Latency.notImportant());
    }

    final boolean weighs() {
        return backend.weighsTaskQueues();
    }

    /** Ends a test that does not apply, with the reason in its report. */
    final void assumeWeighed() {
        Assumptions.assumeTrue(
                weighs(),
                () -> "the rule does not apply: the backend '" + provider().name()
                        + "' declares that it does not weigh task queues");
    }

    /** Works for at least {@code nanos}, without blocking. */
    static void work(long nanos) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < nanos) {
            Thread.onSpinWait();
        }
    }

    // ---- connections

    /** A server that does nothing by itself. A rule may first ask for it on two threads at once. */
    final synchronized RawServer server() {
        if (server == null) {
            server = closeLater(RawServer.open(patience()));
        }
        return server;
    }

    final Link link() {
        return link(ConnectOptions.defaults());
    }

    final Link link(ConnectOptions options) {
        AsyncConnection connection = get(runtime.connect(server().address(), options));
        return new Link(connection, closeLater(server().accept()));
    }

    /** Reads until {@code length} bytes have come. */
    final byte[] read(AsyncConnection connection, int length) {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            int read = get(connection.read(buffer));
            if (read < 0) {
                throw new AssertionError(
                        "the stream ended after " + buffer.position() + " of " + length + " bytes that were expected");
            }
        }
        return buffer.array();
    }

    final void write(AsyncConnection connection, byte... bytes) {
        get(connection.write(ByteBuffer.wrap(bytes)));
    }
}
