package dev.plinth.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ConnectionPool;
import dev.plinth.api.RuntimeConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** On real cores: whoever cancels while a connection is on its way to him takes none along. */
class CancelRaceTest {

    private static final int TIMES = 5_000;
    private static final int MAX = 3;

    @Test
    void noConnectionIsLostToThoseWhoCancel() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.create(
                        RuntimeConfig.builder().backend("netty-nio").cores(2).build());
                EchoPeer peer = new EchoPeer()) {
            PoolOptions options = PoolOptions.builder().max(MAX).build();
            PerCorePool<AsyncConnection> one = PerCorePool.create(
                    runtime, Connector.of(runtime, peer.address(), ConnectOptions.defaults()), options);
            BalancedPool<AsyncConnection> balanced = BalancedPool.<AsyncConnection>builder(
                            runtime, endpoint -> Connector.of(runtime, endpoint.address(), ConnectOptions.defaults()))
                    .options(options)
                    .endpoints(List.of(Endpoint.of(peer.address())))
                    .build();
            for (ConnectionPool<AsyncConnection> pool : List.of(one, balanced)) {
                for (int i = 0; i < TIMES; i++) {
                    Disposable caller = pool.withConnection(connection -> Mono.just(connection.isOpen()))
                            .subscribe();
                    for (int wait = i % 200; wait > 0; wait--) {
                        Thread.onSpinWait();
                    }
                    caller.dispose();
                }
                await().untilAsserted(() -> {
                    assertThat(pool.stats().leased()).isZero();
                    assertThat(pool.stats().waiting()).isZero();
                });
                Long served = runtime.blockOn(Flux.range(0, 100)
                        .flatMap(i -> pool.withConnection(connection -> Mono.just(connection.isOpen())), MAX)
                        .filter(open -> open)
                        .count());
                assertThat(served).isEqualTo(100);
                runtime.blockOn(pool.shutdown());
            }
            await().untilAsserted(() -> assertThat(peer.open()).isZero());
        }
    }
}
