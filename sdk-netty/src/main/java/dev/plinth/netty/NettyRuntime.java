package dev.plinth.netty;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendContext;
import dev.plinth.api.ConfigKey;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.Latency;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.RuntimeInfo;
import dev.plinth.api.RuntimeStats;
import dev.plinth.api.Shares;
import dev.plinth.api.TaskQueue;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
    private final TaskQueues queues;
    private final NettyTransport transport;
    private final Sockets sockets;
    private final RuntimeStatistics statistics;
    private final Shutdown shutdown;
    private final AtomicInteger turn = new AtomicInteger();

    private NettyRuntime(
            NettyBackend backend,
            BackendContext context,
            TaskQueues queues,
            CoreLoops loops,
            Scheduler helpers,
            Watch watch) {
        this.config = context.config();
        this.queues = queues;
        this.loops = loops;
        this.info = new RuntimeInfo(
                backend.name(),
                backend.channels().name(),
                loops.places(),
                context.selection(),
                backend.placement().warnings(),
                details(backend));
        this.cores = loops.executors().stream().map(Core::new).toList();
        this.transport = NettyTransport.create(backend.channels(), false, loops, this::currentCore, helpers);
        this.sockets = new Sockets(backend, config, cores, loops, transport);
        this.statistics = new RuntimeStatistics(cores, queues, sockets);
        RuntimeEvents events = RuntimeEvents.create(info, statistics::now);
        sockets.events(events);
        this.shutdown = new Shutdown(config, loops, cores, sockets, () -> {
            watch.stop();
            events.stop();
            helpers.dispose();
            backend.placement().release();
        });
        watch.start(
                loops.executors().stream()
                        .map(core -> new CoreView(core, queues, statistics))
                        .toList(),
                DirectMemory::used,
                new LoggedReports(config, events));
    }

    static NettyRuntime start(NettyBackend backend, BackendContext context) {
        RuntimeConfig config = context.config();
        TaskQueues queues = new TaskQueues();
        Watch watch = new Watch(config, backend.threadPrefix() + "watch", backend.placement()::placeHelper);
        CoreLoops loops = null;
        try {
            loops = CoreLoops.start(new CoreSetup(
                    config.effectiveCores(),
                    backend.threadPrefix(),
                    backend.handlers(),
                    backend.placement(),
                    TimedTask.nanos(config.get(RuntimeConfig.SPIN)),
                    TimedTask.nanos(config.get(RuntimeConfig.SLICE)),
                    queues,
                    CoreTimes.areWanted(config),
                    watch::awake));
            Scheduler helpers = HelperThreads.create(backend.threadPrefix(), backend.placement());
            return new NettyRuntime(backend, context, queues, loops, helpers, watch);
        } catch (RuntimeException | Error e) {
            if (loops != null) {
                loops.release();
            }
            backend.placement().release();
            throw e;
        }
    }

    private Map<String, String> details(NettyBackend backend) {
        Map<String, String> details = new HashMap<>(backend.details());
        details.put("task queues", "weighted by their shares, " + text(RuntimeConfig.SLICE) + " between looks at I/O");
        details.put("spin", text(RuntimeConfig.SPIN));
        return details;
    }

    private String text(ConfigKey<Duration> key) {
        return TimeUnit.NANOSECONDS.toMicros(TimedTask.nanos(config.get(key))) + " us";
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
        CoreExecutor here = CoreThread.current(loops);
        if (here == null) {
            execute(hereOrInTurn(), null, task);
            return;
        }
        Objects.requireNonNull(task, "task");
        shutdown.refuseIfBegun();
        here.defaultLine().add(task);
    }

    @Override
    public void execute(int core, Runnable task) {
        execute(core(core), null, task);
    }

    /** In a queue, or in the default one: null. */
    void execute(Core core, NettyTaskQueue queue, Runnable task) {
        Objects.requireNonNull(task, "task");
        shutdown.refuseIfBegun();
        if (queue == null) {
            core.execute(task);
        } else {
            queue.refuseIfClosed();
            core.execute(queue, task);
        }
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
        return spawn(this::hereOrInTurn, null, task);
    }

    @Override
    public <T> Mono<T> spawnLocal(Callable<? extends T> task) {
        return spawnLocal(null, task);
    }

    @Override
    public <T> Mono<T> spawnOn(int core, Callable<? extends T> task) {
        return spawnOn(core, null, task);
    }

    <T> Mono<T> spawnLocal(NettyTaskQueue queue, Callable<? extends T> task) {
        return spawn(this::hereForSpawnLocal, queue, task);
    }

    <T> Mono<T> spawnOn(int core, NettyTaskQueue queue, Callable<? extends T> task) {
        Core target = core(core);
        return spawn(() -> target, queue, task);
    }

    private <T> Mono<T> spawn(Supplier<Core> core, NettyTaskQueue queue, Callable<? extends T> task) {
        Objects.requireNonNull(task, "task");
        return Operation.mono(subscriber -> {
            shutdown.refuseIfBegun();
            if (queue != null) {
                queue.refuseIfClosed();
            }
            return new SpawnOperation<>(core.get(), here(), queue, subscriber, task);
        });
    }

    @Override
    public TaskQueue taskQueue(String name, Shares shares, Latency latency) {
        QueueSettings settings = new QueueSettings(
                Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(shares, "shares"),
                Objects.requireNonNull(latency, "latency"));
        shutdown.refuseIfBegun();
        return queues.open(settings, wanted -> new NettyTaskQueue(this, cores, wanted));
    }

    @Override
    public boolean needsPreempt() {
        CoreExecutor here = CoreThread.current(loops);
        return here != null && here.needsPreempt();
    }

    @Override
    public Mono<Void> yieldIfNeeded() {
        return Mono.defer(() -> {
            Core here = here();
            if (here == null || !here.executor().needsPreempt()) {
                return Mono.empty();
            }
            QueueLine line = here.executor().runningLine();
            return Operation.mono(subscriber -> new YieldOperation(here, subscriber, line));
        });
    }

    @Override
    public RuntimeStats stats() {
        return statistics.now();
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
            NettyTaskQueue.refuseOthers(options.stream(), this);
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
            NettyTaskQueue.refuseOthers(options.stream(), this);
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

    TaskQueues queues() {
        return queues;
    }

    Core core(int index) {
        return cores.get(Objects.checkIndex(index, cores.size()));
    }

    /** The core that the calling thread is, or null. */
    private Core here() {
        int here = currentCore();
        return here < 0 ? null : cores.get(here);
    }

    private Core hereForSpawnLocal() {
        Core here = here();
        if (here == null) {
            throw new IllegalStateException("spawnLocal was subscribed to on "
                    + Thread.currentThread().getName() + ", which is no core of this runtime: use spawn or spawnOn");
        }
        return here;
    }

    Core hereOrInTurn() {
        Core here = here();
        return here != null ? here : cores.get(Math.floorMod(turn.getAndIncrement(), cores.size()));
    }
}
