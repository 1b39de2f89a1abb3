package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendContext;
import dev.plinth.api.ConfigException;
import dev.plinth.api.CoreInfo;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.netty.NettyTransport;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PinningTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static AsyncRuntime start(int cores, String pin) {
        RuntimeConfig config =
                RuntimeConfig.builder().cores(cores).set(UringConfig.PIN, pin).build();
        return new PercoreUringProvider().create(BackendContext.direct(config, "percore-uring"));
    }

    @Test
    void eachCoreIsOnACpuOfItsOwn() {
        try (AsyncRuntime runtime = start(1, "on")) {
            CoreInfo core = runtime.info().cores().get(0);
            assertThat(core.threadName()).isEqualTo("plinth-core-0");
            assertThat(core.placement()).isEqualTo("pinned to CPU " + core.cpu());
            BitSet found = runtime.spawnOn(0, Affinity::ofThread).block(LIMIT);
            assertThat(found).isEqualTo(BitSet.valueOf(new long[] {1L << core.cpu()}));
            assertThat(runtime.info().warnings()).isEmpty();
        }
    }

    @Test
    void helperThreadsAreNotPinnedThoughACoreStartsThem() throws Exception {
        try (AsyncRuntime runtime = start(1, "on")) {
            NettyTransport transport = NettyTransport.of(runtime);
            Future<?> lookUp = transport
                    .resolver()
                    .getResolver(transport.loop(0))
                    .resolve(java.net.InetSocketAddress.createUnresolved(
                            InetAddress.getLoopbackAddress().getHostName(), 1));
            assertThat(lookUp.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            BitSet helper = HelperCpus.ofThread("plinth-core-blocking");
            assertThat(helper).isEqualTo(Affinity.ofProcess());
        }
    }

    @Test
    void moreCoresThanCpusAreNotPinned() {
        int cores = Affinity.ofProcess().cardinality() + 1;
        try (AsyncRuntime runtime = start(cores, "auto")) {
            assertThat(runtime.info().cores())
                    .allSatisfy(core -> assertThat(core.cpu()).isEqualTo(-1));
            assertThat(runtime.info().warnings()).singleElement().asString().contains(cores + " cores for");
        }
        assertThatThrownBy(() -> start(cores, "on"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("plinth.uring.pin=on cannot be met");
    }

    @Test
    void offIsOff() {
        try (AsyncRuntime runtime = start(1, "off")) {
            assertThat(runtime.info().cores().get(0).placement()).contains("plinth.uring.pin=off");
            assertThat(runtime.info().warnings()).isEmpty();
        }
    }

    @Test
    void anotherWordIsRefused() {
        assertThatThrownBy(() -> start(1, "maybe"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("auto, on");
    }

    @Test
    void runtimesOfOneProcessTakeDifferentCpus() {
        BitSet four = BitSet.valueOf(new long[] {0b1111_0000_0000_0000L << 16}); // far from what others here take
        CpuChoice first = CpuChoice.take(2, four, 4, 7, false);
        CpuChoice second = CpuChoice.take(2, four, 4, 7, false);
        CpuChoice third = CpuChoice.take(1, four, 4, 7, false);
        assertThat(first.cpus()).hasSize(2).doesNotContainAnyElementsOf(second.cpus());
        assertThat(third.obstacle()).contains("pinned to 4 of its 4 CPUs");
        second.release();
        CpuChoice fourth = CpuChoice.take(2, four, 4, 3, false);
        assertThat(fourth.cpus()).isEqualTo(second.cpus());
        first.release();
        fourth.release();
    }

    @Test
    void aQuotaKeepsFromPinningUnlessItIsInsistedOn() {
        BitSet eight = BitSet.valueOf(new long[] {0xFFL << 40});
        assertThat(CpuChoice.take(2, eight, 2, 0, false).obstacle()).contains("CPU quota");
        CpuChoice insisted = CpuChoice.take(2, eight, 2, 0, true);
        assertThat(insisted.cpus()).containsExactly(40, 41);
        insisted.release();
    }
}
