package dev.plinth.benchmarks.pool;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.Lease;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.pool.Connector;
import dev.plinth.pool.PerCorePool;
import dev.plinth.pool.PoolOptions;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** Plinth's; its loops are the cores of a runtime. */
final class PlinthPool implements LoopPool, ThreadPool {

    /** What its names begin with; the backend follows. */
    static final String PREFIX = "plinth/";

    private final AsyncRuntime runtime;
    private final PerCorePool<Object> pool;

    PlinthPool(String name, int cores) {
        runtime = AsyncRuntime.create(RuntimeConfig.builder()
                .backend(name.substring(PREFIX.length()))
                .cores(cores)
                .build());
        pool = PerCorePool.create(
                runtime, new Stubs(), PoolOptions.builder().max(LoopPool.MAX).build());
    }

    @Override
    public Lane<?> lane(int core) {
        return new Lane<Lease<Object>>() {
            @Override
            void execute(Runnable task) {
                runtime.execute(core, task);
            }

            @Override
            void borrow() {
                pool.acquire().subscribe(this);
            }

            @Override
            void giveBack(Lease<Object> lease) {
                lease.release();
            }
        };
    }

    @Override
    public void cycle() {
        Objects.requireNonNull(pool.acquire().block()).release();
    }

    @Override
    public void close() {
        pool.shutdown().block();
        runtime.close();
    }

    private static final class Stubs implements Connector<Object> {

        @Override
        public Mono<Object> open(int core) {
            return Mono.fromSupplier(Object::new);
        }

        @Override
        public Mono<Void> close(Object connection) {
            return Mono.empty();
        }

        @Override
        public boolean isOpen(Object connection) {
            return true;
        }
    }
}
