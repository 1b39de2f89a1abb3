package dev.plinth.it.tck;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.Latency;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.RuntimeInfo;
import dev.plinth.api.RuntimeStats;
import dev.plinth.api.Shares;
import dev.plinth.api.TaskQueue;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Forwards everything: a twin overrides what it breaks. */
class ForwardingRuntime implements AsyncRuntime {

    final AsyncRuntime sound;

    ForwardingRuntime(AsyncRuntime sound) {
        this.sound = sound;
    }

    /** What connections a twin hands out. */
    AsyncConnection connection(AsyncConnection opened) {
        return opened;
    }

    @Override
    public RuntimeInfo info() {
        return sound.info();
    }

    @Override
    public RuntimeConfig config() {
        return sound.config();
    }

    @Override
    public int cores() {
        return sound.cores();
    }

    @Override
    public int currentCore() {
        return sound.currentCore();
    }

    @Override
    public void execute(Runnable task) {
        sound.execute(task);
    }

    @Override
    public void execute(int core, Runnable task) {
        sound.execute(core, task);
    }

    @Override
    public Disposable schedule(int core, Duration delay, Runnable task) {
        return sound.schedule(core, delay, task);
    }

    @Override
    public <T> Mono<T> spawn(Callable<? extends T> task) {
        return sound.spawn(task);
    }

    @Override
    public <T> Mono<T> spawnLocal(Callable<? extends T> task) {
        return sound.spawnLocal(task);
    }

    @Override
    public <T> Mono<T> spawnOn(int core, Callable<? extends T> task) {
        return sound.spawnOn(core, task);
    }

    @Override
    public TaskQueue taskQueue(String name, Shares shares, Latency latency) {
        return sound.taskQueue(name, shares, latency);
    }

    @Override
    public boolean needsPreempt() {
        return sound.needsPreempt();
    }

    @Override
    public Mono<Void> yieldIfNeeded() {
        return sound.yieldIfNeeded();
    }

    @Override
    public RuntimeStats stats() {
        return sound.stats();
    }

    @Override
    public Mono<Void> delay(Duration delay) {
        return sound.delay(delay);
    }

    @Override
    public <T> T blockOn(Mono<T> mono) {
        return sound.blockOn(mono);
    }

    @Override
    public Mono<AsyncConnection> connect(SocketAddress remote, ConnectOptions options) {
        return sound.connect(remote, options).map(this::connection);
    }

    @Override
    public Mono<AsyncListener> listen(
            SocketAddress local, ListenOptions options, Consumer<? super AsyncConnection> onAccept) {
        return sound.listen(local, options, opened -> onAccept.accept(connection(opened)));
    }

    @Override
    public Mono<Void> shutdown() {
        return sound.shutdown();
    }

    @Override
    public void close() {
        sound.close();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return sound.unwrap(type);
    }
}
