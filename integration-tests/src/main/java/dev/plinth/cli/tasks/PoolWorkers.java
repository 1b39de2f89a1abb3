package dev.plinth.cli.tasks;

import dev.plinth.cli.bench.Reading;
import dev.plinth.cli.load.VirtualThreads;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;

/** The JDK's pools, each with one thread. */
final class PoolWorkers implements Workers {

    private final List<? extends ExecutorService> pools;
    private final String kind;

    private PoolWorkers(List<? extends ExecutorService> pools, String kind) {
        this.pools = pools;
        this.kind = kind;
    }

    static PoolWorkers forkJoin() {
        return new PoolWorkers(List.of(new ForkJoinPool(1)), "ForkJoinPool(1)");
    }

    static PoolWorkers threads(int count) {
        List<ExecutorService> pools = Stream.generate(() -> Executors.newFixedThreadPool(1))
                .limit(count)
                .toList();
        return new PoolWorkers(pools, "ThreadPoolExecutor, 1 thread");
    }

    /** A virtual thread per task, all carried by one platform thread. */
    static PoolWorkers virtualThreads() {
        VirtualThreads.carriers(1);
        return new PoolWorkers(List.of(VirtualThreads.executor()), "virtual threads, 1 carrier");
    }

    @Override
    public void executeHere(Runnable task) {
        pools.get(0).execute(task);
    }

    @Override
    public void execute(int worker, Runnable task) {
        pools.get(worker).execute(task);
    }

    @Override
    public Executor queue(String name, int shares) {
        return pools.get(0);
    }

    @Override
    public int listen() {
        throw new UnsupportedOperationException(kind + " has no I/O");
    }

    @Override
    public Map<String, String> facts() {
        return Map.of(Reading.TRANSPORT, kind, Reading.BACKEND, "-", Reading.PLACEMENT, "not pinned");
    }

    @Override
    public void close() {
        pools.forEach(ExecutorService::shutdownNow);
    }
}
