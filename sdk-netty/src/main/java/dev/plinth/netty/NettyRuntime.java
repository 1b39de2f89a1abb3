package dev.plinth.netty;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendContext;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.CoreInfo;
import dev.plinth.api.Latency;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.RuntimeInfo;
import dev.plinth.api.RuntimeStats;
import dev.plinth.api.Shares;
import dev.plinth.api.TaskQueue;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The SPI on Netty's loops: one loop is one core. */
final class NettyRuntime implements AsyncRuntime {

    private final RuntimeInfo info;
    private final RuntimeConfig config;
    private final CoreLoops loops;
    private final List<Core> cores;
    private final NettyTransport transport;
    private final Sockets sockets;
    private final Shutdown shutdown;
    private final AtomicInteger turn = new AtomicInteger();

    private NettyRuntime(
            NettyBackend backend, BackendContext context, CoreLoops loops, List<CoreInfo> places, Scheduler helpers) {
        this.config = context.config();
        this.loops = loops;
        this.info = new RuntimeInfo(
                backend.name(),
                backend.channels().name(),
                places,
                context.selection(),
                backend.placement().warnings(),
                backend.details());
        List<Core> list = new ArrayList<>();
        for (EventExecutor loop : loops) {
            list.add(new Core(list.size(), (IoEventLoop) loop));
        }
        this.cores = List.copyOf(list);
        this.transport = NettyTransport.create(backend.channels(), false, loops, this::currentCore, helpers);
        this.sockets = new Sockets(backend, config, cores, loops, transport);
        this.shutdown = new Shutdown(config, loops, cores, sockets, () -> {
            helpers.dispose();
            backend.placement().release();
        });
    }

    static NettyRuntime start(NettyBackend backend, BackendContext context) {
        int count = context.config().effectiveCores();
        CoreLoops loops = null;
        try {
            loops = CoreLoops.create(count, backend.handlers(), backend.threadPrefix());
            List<CoreInfo> places = loops.start(backend.placement());
            Scheduler helpers = HelperThreads.create(backend.threadPrefix(), backend.placement());
            return new NettyRuntime(backend, context, loops, places, helpers);
        } catch (RuntimeException | Error e) {
            if (loops != null) {
                loops.release();
            }
            backend.placement().release();
            throw e;
        }
    }

    @Override
    public RuntimeInfo info() {
        return info;
    }

    @Override
    public RuntimeConfig config() {
        return config;
    }

    @Override
    public int cores() {
        return cores.size();
    }

    @Override
    public int currentCore() {
        return CoreThread.currentCore(loops);
    }

    @Override
    public void execute(Runnable task) {
        execute(hereOrInTurn(), task);
    }

    @Override
    public void execute(int core, Runnable task) {
        execute(core(core), task);
    }

    private void execute(Core core, Runnable task) {
        Objects.requireNonNull(task, "task");
        shutdown.refuseIfBegun();
        core.execute(task);
    }

    @Override
    public Disposable schedule(int core, Duration delay, Runnable task) {
        Core target = core(core);
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(delay, "delay");
        shutdown.refuseIfBegun();
        try {
            return TimedTask.schedule(target, delay, task, shutdown);
        } catch (RejectedExecutionException e) {
            throw new RuntimeClosedException("the runtime has been shut down", e);
        }
    }

    @Override
    public <T> Mono<T> spawn(Callable<? extends T> task) {
        Objects.requireNonNull(task, "task");
        return spawn(this::hereOrInTurn, task);
    }

    @Override
    public <T> Mono<T> spawnLocal(Callable<? extends T> task) {
        Objects.requireNonNull(task, "task");
        return spawn(this::here, task);
    }

    @Override
    public <T> Mono<T> spawnOn(int core, Callable<? extends T> task) {
        Core target = core(core);
        Objects.requireNonNull(task, "task");
        return spawn(() -> target, task);
    }

    @Override
    public TaskQueue taskQueue(String name, Shares shares, Latency latency) {
        throw new UnsupportedOperationException("not yet");
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
        throw new UnsupportedOperationException("not yet");
    }

    private <T> Mono<T> spawn(Supplier<Core> core, Callable<? extends T> task) {
        return Operation.mono(subscriber -> {
            shutdown.refuseIfBegun();
            return new SpawnOperation<>(core.get(), subscriber, task);
        });
    }

    @Override
    public Mono<Void> delay(Duration delay) {
        Objects.requireNonNull(delay, "delay");
        return Operation.mono(subscriber -> {
            shutdown.refuseIfBegun();
            return new DelayOperation(hereOrInTurn(), subscriber, delay);
        });
    }

    @Override
    public Mono<AsyncConnection> connect(SocketAddress remote, ConnectOptions options) {
        Objects.requireNonNull(remote, "remote");
        Objects.requireNonNull(options, "options");
        return Operation.mono(subscriber -> {
            shutdown.refuseIfBegun();
            Core core = options.core().isPresent() ? core(options.core().getAsInt()) : hereOrInTurn();
            return new ConnectOperation(core, subscriber, sockets, remote, options);
        });
    }

    @Override
    public Mono<AsyncListener> listen(
            SocketAddress local, ListenOptions options, Consumer<? super AsyncConnection> onAccept) {
        Objects.requireNonNull(local, "local");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(onAccept, "onAccept");
        return Operation.mono(subscriber -> {
            shutdown.refuseIfBegun();
            return new ListenOperation(hereOrInTurn(), subscriber, sockets, local, options, onAccept);
        });
    }

    @Override
    public Mono<Void> shutdown() {
        return shutdown.mono();
    }

    @Override
    public void close() {
        if (currentCore() != NO_CORE) {
            throw new IllegalStateException("close was called on core " + currentCore()
                    + ", which must never block: subscribe to shutdown() instead");
        }
        shutdown.await();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return Optional.of(type.cast(this));
        }
        return type == NettyTransport.class ? Optional.of(type.cast(transport)) : Optional.empty();
    }

    @Override
    public String toString() {
        return info.backend() + " on " + info.transport() + ", " + cores.size() + " cores";
    }

    private Core core(int index) {
        return cores.get(Objects.checkIndex(index, cores.size()));
    }

    private Core here() {
        int here = currentCore();
        if (here < 0) {
            throw new IllegalStateException("spawnLocal was subscribed to on "
                    + Thread.currentThread().getName() + ", which is no core of this runtime: use spawn or spawnOn");
        }
        return cores.get(here);
    }

    private Core hereOrInTurn() {
        int here = currentCore();
        return cores.get(here >= 0 ? here : Math.floorMod(turn.getAndIncrement(), cores.size()));
    }
}
