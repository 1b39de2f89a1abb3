package dev.plinth.netty;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendContext;
import dev.plinth.api.ConfigKey;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
    private final RuntimeStatistics statistics;
    private final Shutdown shutdown;
    private final CoreTasks tasks;

    private NettyRuntime(
            NettyBackend backend,
            BackendContext context,
            TaskQueues queues,
            CoreLoops loops,
            Scheduler helpers,
            Watch watch) {
        this.config = context.config();
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
        this.tasks = new CoreTasks(loops, cores, queues, shutdown);
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
        tasks.execute(task);
    }

    @Override
    public void execute(int core, Runnable task) {
        tasks.execute(core, task);
    }

    @Override
    public Disposable schedule(int core, Duration delay, Runnable task) {
        return tasks.schedule(core, delay, task);
    }

    @Override
    public <T> Mono<T> spawn(Callable<? extends T> task) {
        return tasks.spawn(task);
    }

    @Override
    public <T> Mono<T> spawnLocal(Callable<? extends T> task) {
        return tasks.spawnLocal(null, task);
    }

    @Override
    public <T> Mono<T> spawnOn(int core, Callable<? extends T> task) {
        return tasks.spawnOn(core, null, task);
    }

    @Override
    public TaskQueue taskQueue(String name, Shares shares, Latency latency) {
        return tasks.taskQueue(name, shares, latency);
    }

    @Override
    public boolean needsPreempt() {
        return tasks.needsPreempt();
    }

    @Override
    public Mono<Void> yieldIfNeeded() {
        return tasks.yieldIfNeeded();
    }

    @Override
    public Mono<Void> delay(Duration delay) {
        return tasks.delay(delay);
    }

    @Override
    public RuntimeStats stats() {
        return statistics.now();
    }

    @Override
    public Mono<AsyncConnection> connect(SocketAddress remote, ConnectOptions options) {
        Objects.requireNonNull(remote, "remote");
        Objects.requireNonNull(options, "options");
        return Operation.mono(subscriber -> {
            shutdown.refuseIfBegun();
            NettyTaskQueue.refuseOthers(options.stream(), tasks);
            Core core = options.core().isPresent() ? tasks.core(options.core().getAsInt()) : tasks.hereOrInTurn();
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
            NettyTaskQueue.refuseOthers(options.stream(), tasks);
            return new ListenOperation(tasks.hereOrInTurn(), subscriber, sockets, local, options, onAccept);
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

    Core core(int index) {
        return tasks.core(index);
    }
}
