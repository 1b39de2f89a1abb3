package dev.plinth.benchmarks.pool;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Callers that are threads, as many as JMH is told to use: each borrows, which may block, and gives back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PoolOnThreads {

    /** Which pool; and for Plinth's the backend, after a slash. */
    @Param({"plinth/netty-nio", "r2dbc-pool", "reactor-pool", "HikariCP"})
    public String pool;

    private ThreadPool subject;

    /** For JMH. */
    public PoolOnThreads() {}

    /** Starts the pool. */
    @Setup
    public void start() {
        subject = ThreadPool.of(pool);
    }

    /** One cycle. */
    @Benchmark
    public void cycle() throws Exception {
        subject.cycle();
    }

    /** Ends it. */
    @TearDown
    public void stop() {
        subject.close();
    }
}
