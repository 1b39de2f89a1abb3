package dev.plinth.benchmarks.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Callers that live on event loops and never block: each borrows, gives back when it is its turn, and
 * borrows again. With more callers than connections most of them wait in line at any time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PoolOnLoops {

    private static final int CYCLES = 20_000;
    private static final int LOOPS = 2;

    /** Which pool; and for Plinth's the backend, after a slash. */
    @Param({"plinth/netty-nio", "r2dbc-pool", "reactor-pool"})
    public String pool;

    /** How many borrow at a time. */
    @Param({"1", "2", "64"})
    public int callers;

    private LoopPool subject;
    private final List<Lane<?>> lanes = new ArrayList<>();

    /** For JMH. */
    public PoolOnLoops() {}

    /** Starts the loops and the pool. */
    @Setup
    public void start() {
        int loops = Math.min(LOOPS, callers);
        subject = LoopPool.of(pool, loops);
        for (int loop = 0; loop < loops; loop++) {
            lanes.add(subject.lane(loop));
        }
    }

    /** So many cycles, shared by the callers. */
    @Benchmark
    @OperationsPerInvocation(CYCLES)
    public void cycles() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(lanes.size());
        for (Lane<?> lane : lanes) {
            lane.start(callers / lanes.size(), CYCLES / lanes.size(), done);
        }
        done.await();
    }

    /** Ends them. */
    @TearDown
    public void stop() {
        subject.close();
    }
}
