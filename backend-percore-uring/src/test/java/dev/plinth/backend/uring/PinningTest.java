package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendContext;
import dev.plinth.api.ConfigException;
import dev.plinth.api.CoreInfo;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.netty.NettyTransport;
import io.netty.channel.IoHandlerFactory;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinningTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    static AsyncRuntime start(int cores, String placement) {
        RuntimeConfig config = RuntimeConfig.builder()
                .cores(cores)
                .set(UringConfig.PLACEMENT, placement)
                .build();
        return new PercoreUringProvider().create(BackendContext.direct(config, "percore-uring"));
    }

    private static BitSet cpusOf(AsyncRuntime runtime, int core) {
        return runtime.spawnOn(core, Affinity::ofThread).block(LIMIT);
    }

    @Test
    void eachCoreIsOnACpuOfItsOwn() {
        for (String policy : new String[] {"spread", "pack"}) {
            try (AsyncRuntime runtime = start(1, policy)) {
                CoreInfo core = runtime.info().cores().get(0);
                assertThat(core.threadName()).isEqualTo("plinth-core-0");
                assertThat(core.placement()).startsWith("pinned to CPU " + core.cpu());
                assertThat(cpusOf(runtime, 0)).isEqualTo(CpuList.parse(Integer.toString(core.cpu())));
                assertThat(runtime.info().warnings()).isEmpty();
            }
        }
    }

    @Test
    void fixedIsWhereItIsSaidToBe() {
        int last = Affinity.ofProcess().length() - 1;
        try (AsyncRuntime runtime = start(1, "fixed:" + last)) {
            assertThat(runtime.info().cores().get(0).cpu()).isEqualTo(last);
            assertThat(cpusOf(runtime, 0)).isEqualTo(CpuList.parse(Integer.toString(last)));
        }
    }

    @Test
    void aSetIsForAllCoresAsAWhole() {
        String all = CpuList.text(Affinity.ofProcess());
        try (AsyncRuntime runtime = start(3, "set:" + all)) {
            assertThat(runtime.info().cores()).hasSize(3).allSatisfy(core -> {
                assertThat(core.placement()).contains(all);
                assertThat(cpusOf(runtime, core.index())).isEqualTo(Affinity.ofProcess());
            });
        }
    }

    @Test
    void infoTellsWhatWasFoundAndWhatWasAskedFor() {
        try (AsyncRuntime runtime = start(1, "pack")) {
            UsableCpus found = Pinning.look();
            assertThat(runtime.info().details())
                    .containsEntry("cpus", found.describe())
                    .containsEntry("numa", found.topology().describeNodes())
                    .hasEntrySatisfying(
                            "placement", text -> assertThat(text).startsWith("plinth.uring.placement=pack"));
            CoreInfo core = runtime.info().cores().get(0);
            assertThat(core.node()).isEqualTo(found.topology().nodeOf(CpuList.parse(Integer.toString(core.cpu()))));
            assertThat(core.placement()).endsWith(core.node() < 0 ? "" : " of node " + core.node());
        }
    }

    @Test
    void helperThreadsAreNotPinnedThoughACoreStartsThem() throws Exception {
        try (AsyncRuntime runtime = start(1, "spread")) {
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
        assertThatThrownBy(() -> start(cores, "spread"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("plinth.uring.placement=spread (")
                .hasMessageContaining(" cannot be met: " + cores + " cores for")
                .hasMessageContaining("set plinth.cores to");
    }

    @Test
    void unboundIsLeftToTheSystem() {
        try (AsyncRuntime runtime = start(1, "unbound")) {
            assertThat(runtime.info().cores().get(0).placement()).contains("plinth.uring.placement=unbound");
            assertThat(cpusOf(runtime, 0)).isEqualTo(Affinity.ofProcess());
            assertThat(runtime.info().warnings()).isEmpty();
        }
    }

    /** On a machine whose only node is said to be number 3. */
    private static UsableCpus onNodeThree(Path root) {
        String all = CpuList.text(Affinity.ofProcess());
        return new FakeMachine(root).online(all).affinity(all).node(3, all).usable();
    }

    /** Places a core on a thread made for that. */
    private static CoreInfo place(String policy, UsableCpus found) throws Exception {
        Pinning placement = Pinning.choose(PlacementPolicyTest.policy(policy), 1, found);
        try {
            FutureTask<CoreInfo> placed = new FutureTask<>(() -> placement.place(0, Thread.currentThread()));
            new Thread(placed, "a core").start();
            return placed.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } finally {
            placement.release();
        }
    }

    @Test
    void theNodeOfACoreIsKnown(@TempDir Path root) throws Exception {
        UsableCpus found = onNodeThree(root);
        int first = found.allowed().nextSetBit(0);
        assertThat(place("fixed:" + first, found))
                .isEqualTo(new CoreInfo(0, "a core", first, 3, "pinned to CPU " + first + " of node 3"));
    }

    @Test
    void theNodeOfAnUnpinnedCoreIsKnownIfThereIsOnlyOne(@TempDir Path root) throws Exception {
        CoreInfo core = place("unbound", onNodeThree(root));
        assertThat(core.cpu()).isEqualTo(-1);
        assertThat(core.node()).isEqualTo(3);
        UsableCpus unknown =
                UsableCpus.read(new KernelFiles(root.resolve("nothing")), Optional.of(Affinity.ofProcess()));
        assertThat(place("unbound", unknown).node()).isEqualTo(-1);
    }

    @Test
    void aRingIsMadeOnItsCoresCpus() {
        UsableCpus found = Pinning.look();
        int last = found.allowed().length() - 1;
        Rings rings = new Rings(16, 64, BufferRing.ENTRIES);
        List<BitSet> madeOn = new CopyOnWriteArrayList<>();
        IoHandlerFactory noting = owner -> {
            madeOn.add(Affinity.ofThread());
            return rings.newHandler(owner);
        };
        try (AsyncRuntime runtime =
                BareRuntime.start(noting, Pinning.choose(PlacementPolicyTest.policy("fixed:" + last), 1, found))) {
            assertThat(madeOn).containsExactly(CpuList.parse(Integer.toString(last)));
            assertThat(rings.built()).isEqualTo(1);
            assertThat(runtime.info().cores().get(0).cpu()).isEqualTo(last);
        }
    }
}
