package dev.plinth.backend.virtualthreads;

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
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** The runtime: its cores, and what is under way outside of them. */
final class VirtualThreadsRuntime implements AsyncRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(VirtualThreadsRuntime.class);

    private final BackendContext context;
    private final List<Core> cores;
    private final Map<Thread, Core> byThread;
    private final Threads threads = new Threads();
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<Pending> pending = ConcurrentHashMap.newKeySet();
    private final Queues queues = new Queues();
    private final List<String> warnings;
    private final Watch watch;
    private final Shutdown shutdown;

    private VirtualThreadsRuntime(BackendContext context) {
        this.context = context;
        long slice = context.config().get(RuntimeConfig.SLICE).toNanos();
        this.cores = IntStream.range(0, context.config().effectiveCores())
                .mapToObj(index -> new Core(index, threads, queues, slice))
                .toList();
        this.warnings = Unsupported.warnings(context.config());
        this.watch = new Watch(cores, queues, context.config());
        this.byThread = cores.stream().collect(Collectors.toMap(Core::thread, Function.identity()));
        this.shutdown =
                new Shutdown(cores, threads, watch, pending, context.config().get(RuntimeConfig.SHUTDOWN_TIMEOUT));
    }

    /** Something under way that no core knows of yet, or a listener. */
    interface Pending {

        /** The runtime ends: let go. From any thread, possibly more than once. */
        void runtimeClosed();
    }

    static VirtualThreadsRuntime start(BackendContext context) {
        VirtualThreadsRuntime runtime = new VirtualThreadsRuntime(context);
        runtime.warnings.forEach(LOG::warn);
        runtime.cores.forEach(core -> core.start(runtime.watch::awake));
        runtime.watch.start(runtime.threads);
        return runtime;
    }

    static RuntimeClosedException closedError() {
        return new RuntimeClosedException("the runtime 'virtualthreads' has been shut down: start a new one");
    }

    @Override
    public RuntimeConfig config() {
        return context.config();
    }

    Threads threads() {
        return threads;
    }

    /** Has {@code what} told when the runtime ends; tells it at once, and returns false, if it has. */
    boolean register(Pending what) {
        pending.add(what);
        if (shutdown.hasBegun()) {
            pending.remove(what);
            what.runtimeClosed();
            return false;
        }
        return true;
    }

    void unregister(Pending what) {
        pending.remove(what);
    }

    void checkOpen() {
        if (shutdown.hasBegun()) {
            throw closedError();
        }
    }

    Core nextCore() {
        return cores.get(Math.floorMod(turn.getAndIncrement(), cores.size()));
    }

    /** The core that the caller is, or null. */
    Core here() {
        Thread caller = Thread.currentThread();
        return caller.isVirtual() ? byThread.get(caller) : null;
    }

    Core hereOrNext() {
        Core here = here();
        return here != null ? here : nextCore();
    }

    Queues queues() {
        return queues;
    }

    @Override
    public RuntimeInfo info() {
        List<CoreInfo> infos = cores.stream()
                .map(core -> CoreInfo.unpinned(
                        core.index(), core.thread().getName(), "virtual thread, carried by the JVM's scheduler"))
                .toList();
        Map<String, String> details = Map.of(
                Carriers.PARALLELISM,
                Carriers.describe(),
                "java.version",
                System.getProperty("java.version"),
                "task queues",
                "weighted by shares, those whose latency matters in time");
        return new RuntimeInfo(
                "virtualthreads", "blocking sockets on virtual threads", infos, context.selection(), warnings, details);
    }

    @Override
    public int cores() {
        return cores.size();
    }

    @Override
    public int currentCore() {
        Core here = here();
        return here != null ? here.index() : NO_CORE;
    }

    @Override
    public void execute(Runnable task) {
        execute(hereOrNext(), task);
    }

    @Override
    public void execute(int core, Runnable task) {
        execute(cores.get(Objects.checkIndex(core, cores.size())), task);
    }

    private void execute(Core core, Runnable task) {
        Objects.requireNonNull(task, "task");
        checkOpen();
        if (!core.submit(task)) {
            throw closedError();
        }
    }

    @Override
    public Disposable schedule(int core, Duration delay, Runnable task) {
        Core owner = cores.get(Objects.checkIndex(core, cores.size()));
        Objects.requireNonNull(task, "task");
        checkOpen();
        TimedTask timed = new TimedTask(owner, Timers.dueIn(delay), task, null);
        if (!owner.runOrSubmit(timed)) {
            throw closedError();
        }
        return timed;
    }

    @Override
    public <T> Mono<T> spawn(Callable<? extends T> task) {
        Objects.requireNonNull(task, "task");
        return Spawned.here(this::checkOpen, this, task);
    }

    @Override
    public <T> Mono<T> spawnLocal(Callable<? extends T> task) {
        Objects.requireNonNull(task, "task");
        return Spawned.local(this::checkOpen, this, task, core -> core);
    }

    @Override
    public <T> Mono<T> spawnOn(int core, Callable<? extends T> task) {
        Objects.requireNonNull(task, "task");
        Core owner = cores.get(Objects.checkIndex(core, cores.size()));
        return Spawned.on(this::checkOpen, this, task, owner, here -> here);
    }

    @Override
    public TaskQueue taskQueue(String name, Shares shares, Latency latency) {
        checkOpen();
        return queues.make(this, cores, name, shares, latency);
    }

    @Override
    public boolean needsPreempt() {
        Core here = here();
        return here != null && here.needsPreempt();
    }

    @Override
    public Mono<Void> yieldIfNeeded() {
        return Yield.ifNeeded(this);
    }

    @Override
    public RuntimeStats stats() {
        return Statistics.of(cores, queues, watch);
    }

    @Override
    public Mono<Void> delay(Duration delay) {
        Objects.requireNonNull(delay, "delay");
        return Mono.create(sink -> {
            Core core = hereOrNext();
            TimedTask timed = new TimedTask(core, Timers.dueIn(delay), sink::success, () -> sink.error(closedError()));
            sink.onCancel(timed);
            if (shutdown.hasBegun() || !core.runOrSubmit(timed)) {
                sink.error(closedError());
            }
        });
    }

    private void checkMayBlock(String method) {
        int core = currentCore();
        if (core != NO_CORE) {
            throw new IllegalStateException(
                    method + " was called on core " + core + ", which must never block: subscribe instead");
        }
    }

    @Override
    public Mono<AsyncConnection> connect(SocketAddress remote, ConnectOptions options) {
        Objects.requireNonNull(remote, "remote");
        Objects.requireNonNull(options, "options");
        return Mono.create(sink -> {
            InetSocketAddress address = inet(remote, sink);
            if (address != null) {
                int wanted = options.core().orElse(NO_CORE);
                if (!VirtualTaskQueue.mayAssign(options.stream(), this)) {
                    sink.error(VirtualTaskQueue.foreign(options.stream()));
                } else if (wanted >= cores.size()) {
                    sink.error(new IndexOutOfBoundsException(
                            "core " + wanted + " was asked for, this runtime has " + cores.size() + " (from 0)"));
                } else {
                    ConnectAttempt.start(
                            this, wanted == NO_CORE ? hereOrNext() : cores.get(wanted), address, options, sink);
                }
            }
        });
    }

    @Override
    public Mono<AsyncListener> listen(
            SocketAddress local, ListenOptions options, Consumer<? super AsyncConnection> onAccept) {
        Objects.requireNonNull(local, "local");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(onAccept, "onAccept");
        return Mono.create(sink -> {
            InetSocketAddress address = inet(local, sink);
            if (address == null) {
                return;
            }
            if (!VirtualTaskQueue.mayAssign(options.stream(), this)) {
                sink.error(VirtualTaskQueue.foreign(options.stream()));
            } else {
                Listener.start(this, hereOrNext(), address, options, onAccept, sink);
            }
        });
    }

    /** Null if the sink was told why not. */
    private InetSocketAddress inet(SocketAddress address, MonoSink<?> sink) {
        if (shutdown.hasBegun()) {
            sink.error(closedError());
        } else if (address instanceof InetSocketAddress inet) {
            return inet;
        } else {
            sink.error(
                    new UnsupportedOperationException("the backend 'virtualthreads' knows InetSocketAddress only, not "
                            + address.getClass().getName()));
        }
        return null;
    }

    @Override
    public Mono<Void> shutdown() {
        return shutdown.mono();
    }

    @Override
    public void close() {
        checkMayBlock("close");
        shutdown.mono().block();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }
}
