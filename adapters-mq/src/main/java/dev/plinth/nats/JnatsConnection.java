package dev.plinth.nats;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectException;
import dev.plinth.api.PlinthException;
import io.nats.client.Connection;
import io.nats.client.Options;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Mono;

/** jnats' own connection of an adapter: opened once, when first asked for, by a thread that may wait. */
final class JnatsConnection {

    private final AsyncRuntime runtime;
    private final Options options;
    private final AtomicReference<CompletableFuture<Connection>> opened = new AtomicReference<>();

    JnatsConnection(AsyncRuntime runtime, Options options) {
        this.runtime = runtime;
        this.options = options;
    }

    Mono<Connection> get() {
        return Mono.defer(() -> {
            CompletableFuture<Connection> mine = new CompletableFuture<>();
            CompletableFuture<Connection> before = opened.compareAndExchange(null, mine);
            if (before != null) {
                return Mono.fromFuture(before, true);
            }
            Login.offCore(() -> open(mine));
            return Mono.fromFuture(mine, true);
        });
    }

    private void open(CompletableFuture<Connection> result) {
        try {
            result.complete(PlinthNats.connect(runtime, options));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(result, new PlinthException("interrupted while jnats connected", e));
        } catch (IOException | RuntimeException e) {
            fail(
                    result,
                    new ConnectException(
                            NatsUrls.label(options.getNatsServerUris()) + ": jnats could not connect on "
                                    + runtime.info().backend() + ": " + e.getMessage()
                                    + ". Its ErrorListener (in the options) is told why",
                            e));
        }
    }

    /** The next one who asks tries again. */
    private void fail(CompletableFuture<Connection> result, PlinthException error) {
        opened.compareAndSet(result, null);
        result.completeExceptionally(error);
    }

    String describe() {
        CompletableFuture<Connection> now = opened.get();
        return now == null
                ? "not opened"
                : now.isDone() ? "its own connection, on " + NatsThreads.kind() : "connecting";
    }

    Mono<Void> close() {
        return Mono.defer(() -> {
            CompletableFuture<Connection> now = opened.getAndSet(
                    CompletableFuture.failedFuture(new NatsClosedException("the NATS adapter was closed")));
            if (now == null) {
                return Mono.empty();
            }
            return Mono.fromFuture(now, true)
                    .onErrorComplete()
                    .flatMap(connection -> Mono.<Void>create(sink -> Login.offCore(() -> {
                        try {
                            connection.close();
                            sink.success();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            sink.success();
                        }
                    })));
        });
    }
}
