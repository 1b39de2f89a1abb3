package dev.plinth.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.Lease;
import dev.plinth.api.PoolCounts;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.RuntimeConfig;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** On real cores, with real sockets. */
class RealRuntimeTest {

    private static final int CORES = 3;

    private final EchoPeer peer = new EchoPeer();
    private AsyncRuntime runtime;

    @BeforeEach
    void start() {
        runtime = AsyncRuntime.create(
                RuntimeConfig.builder().backend("netty-nio").cores(CORES).build());
    }

    @AfterEach
    void stop() throws Exception {
        runtime.close();
        peer.close();
    }

    private PerCorePool<AsyncConnection> pool(UnaryOperator<PoolOptions.Builder> options) {
        return PerCorePool.create(
                runtime,
                Connector.of(runtime, peer.address(), ConnectOptions.defaults()),
                options.apply(PoolOptions.builder()).build());
    }

    /** One byte there and back; what came, or an error if the connection is somebody else's, too. */
    private Mono<Integer> echo(AsyncConnection connection, int value) {
        ByteBuffer in = ByteBuffer.allocate(2);
        return connection
                .write(ByteBuffer.wrap(new byte[] {(byte) value}))
                .then(Mono.defer(() -> connection.read(in)))
                .map(read -> read == 1 ? in.get(0) & 0xff : -1);
    }

    private Mono<Boolean> echoOnce(PerCorePool<AsyncConnection> pool, int value) {
        return pool.withConnection(connection -> echo(connection, value & 0xff))
                .map(answer -> answer == (value & 0xff));
    }

    private Mono<Long> askAThousandTimes(PerCorePool<AsyncConnection> pool) {
        return Flux.range(0, 1000)
                .flatMap(i -> echoOnce(pool, i), 16)
                .filter(right -> right)
                .count();
    }

    @Test
    void manyCallersFromOutsideAndFromTheCoresShareTheConnections() {
        PerCorePool<AsyncConnection> pool = pool(options -> options.max(7));
        Mono<Long> outside = Flux.range(0, 3000)
                .flatMap(i -> echoOnce(pool, i), 64)
                .filter(right -> right)
                .count();
        Flux<Long> inside = Flux.range(0, CORES)
                .flatMap(core ->
                        runtime.spawnOn(core, () -> askAThousandTimes(pool)).flatMap(count -> count));
        Long right = runtime.blockOn(Flux.merge(inside, outside).reduce(0L, Long::sum));
        assertThat(right).isEqualTo(6000L);
        assertThat(peer.mostAtOnce).hasValueLessThanOrEqualTo(7);
        await().untilAsserted(() -> assertThat(pool.stats().leased()).isZero());
        assertThat(pool.stats().total(PoolCounts::acquired)).isEqualTo(6000);
        assertThat(pool.stats().cores()).extracting(core -> core.open()).containsExactly(3, 2, 2);
        runtime.blockOn(pool.shutdown());
        await().untilAsserted(() -> assertThat(peer.open()).isZero());
    }

    @Test
    void connectionsAreSpreadEvenlyWhetherAskedForFromACoreOrFromOutside() {
        for (int asker = AsyncRuntime.NO_CORE; asker < CORES; asker++) {
            PerCorePool<AsyncConnection> pool = pool(options -> options.max(9));
            Mono<List<Lease<AsyncConnection>>> nine =
                    Flux.range(0, 9).flatMap(i -> pool.acquire(), 9).collectList();
            Mono<List<Lease<AsyncConnection>>> asked =
                    asker < 0 ? nine : runtime.spawnOn(asker, () -> nine).flatMap(list -> list);
            List<Lease<AsyncConnection>> leases = runtime.blockOn(asked);
            for (int core = 0; core < CORES; core++) {
                int number = core;
                assertThat(leases)
                        .filteredOn(lease -> lease.connection().core() == number)
                        .hasSize(3);
            }
            leases.forEach(Lease::release);
            runtime.blockOn(pool.shutdown());
        }
    }

    @Test
    void whoAskedOnACoreIsToldOnThatCore() {
        PerCorePool<AsyncConnection> pool = pool(options -> options.max(CORES));
        List<Integer> toldOn = runtime.blockOn(runtime.spawnOn(
                        1,
                        () -> Flux.range(0, 300)
                                .flatMap(i -> pool.acquire(), CORES)
                                .map(lease -> {
                                    int core = runtime.currentCore();
                                    runtime.execute(lease::release);
                                    return core;
                                })
                                .distinct()
                                .collectList())
                .flatMap(list -> list));
        assertThat(toldOn).containsExactly(1);
        runtime.blockOn(pool.shutdown());
    }

    @Test
    void tenThousandWaitAndAllAreServed() {
        PerCorePool<AsyncConnection> pool = pool(options -> options.max(4).maxWaiting(10_000));
        Long served = runtime.blockOn(Flux.range(0, 10_000)
                .flatMap(i -> pool.withConnection(connection -> Mono.just(connection.core())), 10_000)
                .count());
        assertThat(served).isEqualTo(10_000L);
        await().untilAsserted(() -> assertThat(pool.stats().leased()).isZero());
        assertThat(pool.stats().waiting()).isZero();
        runtime.blockOn(pool.shutdown());
    }

    @Test
    void aConnectionThatThePeerClosedIsNotLent() {
        PerCorePool<AsyncConnection> pool = pool(options -> options.max(1));
        Lease<AsyncConnection> first = runtime.blockOn(pool.acquire());
        first.connection().abort();
        runtime.blockOn(first.connection().onClose());
        first.release();
        Lease<AsyncConnection> second = runtime.blockOn(pool.acquire());
        assertThat(second.connection().isOpen()).isTrue();
        assertThat(second.connection()).isNotSameAs(first.connection());
        second.release();
        runtime.blockOn(pool.shutdown());
    }

    @Test
    void aRuntimeThatEndsFirstLeavesNobodyWaiting() {
        PerCorePool<AsyncConnection> pool = pool(options -> options.max(1));
        runtime.blockOn(pool.acquire());
        AtomicReference<Throwable> error = new AtomicReference<>();
        pool.acquire().subscribe(lease -> {}, error::set);
        await().until(() -> pool.stats().waiting() == 1);
        runtime.close();
        await().untilAsserted(() -> assertThat(error.get()).isInstanceOf(RuntimeClosedException.class));
        pool.shutdown().block();
        assertThatThrownBy(() -> pool.acquire().block()).isInstanceOf(RuntimeClosedException.class);
    }
}
