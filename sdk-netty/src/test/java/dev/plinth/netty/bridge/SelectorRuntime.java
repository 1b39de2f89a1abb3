package dev.plinth.netty.bridge;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendContext;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.Latency;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.RuntimeInfo;
import dev.plinth.api.RuntimeStats;
import dev.plinth.api.Shares;
import dev.plinth.api.TaskQueue;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * As much of the SPI as the bridge uses, on java.nio alone: what the bridge's tests run on, besides
 * the Netty backend in disguise. Nothing here is Netty's.
 */
final class SelectorRuntime implements AsyncRuntime {

    private final List<SelectorCore> cores;

    SelectorRuntime(int cores) {
        this.cores = IntStream.range(0, cores)
                .mapToObj(index -> new SelectorCore(index))
                .toList();
        this.cores.forEach(SelectorCore::start);
    }

    @Override
    public RuntimeInfo info() {
        return new RuntimeInfo(
                "selector",
                "java.nio",
                List.of(),
                BackendContext.direct(RuntimeConfig.load(), "selector").selection(),
                List.of(),
                Map.of());
    }

    @Override
    public RuntimeConfig config() {
        return RuntimeConfig.load();
    }

    @Override
    public int cores() {
        return cores.size();
    }

    @Override
    public int currentCore() {
        for (SelectorCore core : cores) {
            if (core.isCurrent()) {
                return core.index();
            }
        }
        return NO_CORE;
    }

    @Override
    public void execute(Runnable task) {
        execute(Math.max(0, currentCore()), task);
    }

    @Override
    public void execute(int core, Runnable task) {
        cores.get(core).execute(task);
    }

    @Override
    public Disposable schedule(int core, Duration delay, Runnable task) {
        return cores.get(core).schedule(delay, task, cause -> {});
    }

    @Override
    public Mono<Void> delay(Duration delay) {
        return Mono.create(sink -> {
            SelectorCore core = cores.get(Math.max(0, currentCore()));
            sink.onDispose(core.schedule(delay, sink::success, sink::error));
        });
    }

    @Override
    public Mono<AsyncConnection> connect(SocketAddress remote, ConnectOptions options) {
        SelectorCore core = cores.get(options.core().orElseGet(() -> Math.max(0, currentCore())));
        return Mono.create(sink -> core.execute(() -> core.connect((InetSocketAddress) remote, options, sink)));
    }

    @Override
    public <T> Mono<T> spawn(Callable<? extends T> task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> Mono<T> spawnLocal(Callable<? extends T> task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> Mono<T> spawnOn(int core, Callable<? extends T> task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TaskQueue taskQueue(String name, Shares shares, Latency latency) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean needsPreempt() {
        return false;
    }

    @Override
    public Mono<Void> yieldIfNeeded() {
        return Mono.empty();
    }

    @Override
    public RuntimeStats stats() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<AsyncListener> listen(
            SocketAddress local, ListenOptions options, Consumer<? super AsyncConnection> onAccept) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Void> shutdown() {
        return Mono.<Void>fromRunnable(this::close).subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public void close() {
        cores.forEach(SelectorCore::shutdown);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }
}
