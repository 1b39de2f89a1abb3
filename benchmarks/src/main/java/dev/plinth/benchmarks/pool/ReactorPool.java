package dev.plinth.benchmarks.pool;

import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolBuilder;
import reactor.pool.PooledRef;

/** reactor-pool by itself, with the limits that ours has. */
final class ReactorPool implements LoopPool, ThreadPool {

    private final PeerLoops loops;
    private final InstrumentedPool<Object> pool = PoolBuilder.from(Mono.fromSupplier(Object::new))
            .sizeBetween(0, LoopPool.MAX)
            .maxPendingAcquire(10_000)
            .evictInBackground(Duration.ofSeconds(30))
            .buildPool();

    ReactorPool(int count) {
        loops = new PeerLoops(count);
    }

    @Override
    public Lane<?> lane(int loop) {
        return new Lane<PooledRef<Object>>() {
            @Override
            void execute(Runnable task) {
                loops.execute(loop, task);
            }

            @Override
            void borrow() {
                pool.acquire(Duration.ofSeconds(30)).subscribe(this);
            }

            @Override
            void giveBack(PooledRef<Object> lease) {
                lease.release().subscribe();
            }
        };
    }

    @Override
    public void cycle() {
        Objects.requireNonNull(pool.acquire(Duration.ofSeconds(30)).block())
                .release()
                .block();
    }

    @Override
    public void close() {
        pool.dispose();
        loops.close();
    }
}
