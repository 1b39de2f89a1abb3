package dev.plinth.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.RuntimeConfig;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** On real cores: endpoints come and go while connections to them are borrowed from everywhere. */
class EndpointsChangeTest {

    private static final int BORROWINGS = 5_000;
    /** One change in so many borrowings. */
    private static final int CHANGE = 50;

    private final AtomicInteger borrowed = new AtomicInteger();

    @Test
    void nobodyIsRefusedAConnectionBecauseEndpointsChange() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.create(
                        RuntimeConfig.builder().backend("netty-nio").cores(2).build());
                EchoPeer one = new EchoPeer();
                EchoPeer two = new EchoPeer()) {
            List<Endpoint> first = List.of(Endpoint.of(one.address()));
            List<Endpoint> second = List.of(Endpoint.of(two.address()));
            BalancedPool<AsyncConnection> pool = BalancedPool.<AsyncConnection>builder(
                            runtime, endpoint -> Connector.of(runtime, endpoint.address(), ConnectOptions.defaults()))
                    .options(PoolOptions.builder().max(4).build())
                    .endpoints(first)
                    .build();
            AtomicBoolean done = new AtomicBoolean();
            Thread changer = new Thread(() -> {
                for (int at = CHANGE; !done.get(); ) {
                    if (borrowed.get() < at) {
                        Thread.onSpinWait();
                        continue;
                    }
                    at = borrowed.get() + CHANGE;
                    pool.setEndpoints(pool.endpoints().equals(first) ? second : first);
                }
            });
            changer.start();
            try {
                Mono<Long> outside = borrowings(pool);
                Flux<Long> inside = Flux.range(0, 2)
                        .flatMap(core ->
                                runtime.spawnOn(core, () -> borrowings(pool)).flatMap(all -> all));
                assertThat(runtime.blockOn(Flux.merge(inside, outside).reduce(0L, Long::sum)))
                        .isEqualTo(3L * BORROWINGS);
            } finally {
                done.set(true);
                changer.join();
            }
            runtime.blockOn(pool.shutdown());
            await().untilAsserted(() -> assertThat(one.open() + two.open()).isZero());
        }
    }

    private Mono<Long> borrowings(BalancedPool<AsyncConnection> pool) {
        return Flux.range(0, BORROWINGS)
                .flatMap(i -> pool.withConnection(connection -> Mono.just(connection.isOpen())), 16)
                .filter(open -> open)
                .doOnNext(open -> borrowed.incrementAndGet())
                .count();
    }
}
