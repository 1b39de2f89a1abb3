package dev.plinth.benchmarks.pool;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** r2dbc-pool, with the limits that ours has. */
final class R2dbcPool implements LoopPool, ThreadPool {

    private final PeerLoops loops;
    private final ConnectionPool pool = new ConnectionPool(ConnectionPoolConfiguration.builder(new R2dbcStubs())
            .initialSize(0)
            .maxSize(LoopPool.MAX)
            .maxAcquireTime(Duration.ofSeconds(30))
            .build());

    R2dbcPool(int count) {
        loops = new PeerLoops(count);
    }

    @Override
    public Lane<?> lane(int loop) {
        return new Lane<Connection>() {
            @Override
            void execute(Runnable task) {
                loops.execute(loop, task);
            }

            @Override
            void borrow() {
                pool.create().subscribe(this);
            }

            @Override
            void giveBack(Connection lease) {
                Mono.from(lease.close()).subscribe();
            }
        };
    }

    @Override
    public void cycle() {
        Mono.from(Objects.requireNonNull(pool.create().block()).close()).block();
    }

    @Override
    public void close() {
        pool.dispose();
        loops.close();
    }
}
