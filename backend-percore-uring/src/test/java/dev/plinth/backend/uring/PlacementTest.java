package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Services that may use only some of the machine's CPUs, or whose cores start the shared pools. */
class PlacementTest {

    /** In a JVM that may use {@code cpu} alone. */
    private static String runOn(int cpu, String placement) throws Exception {
        FutureTask<String> child = new FutureTask<>(() -> {
            Affinity.set(one(cpu));
            return ChildJvm.run(PlacementMain.class, placement);
        });
        Thread thread = new Thread(child, "starts a JVM on one CPU");
        thread.start();
        return child.get();
    }

    private static BitSet one(int cpu) {
        return CpuList.parse(Integer.toString(cpu));
    }

    @Test
    void aProcessThatHasOneCpuIsPinnedToThatOne() throws Exception {
        int last = Affinity.ofProcess().length() - 1;
        assertThat(runOn(last, "auto"))
                .contains("(pinned to CPU " + last, "cpus: " + last + " of ", "(affinity " + last);
        assertThat(runOn(last, "fixed:" + last)).contains("(pinned to CPU " + last);
    }

    @Test
    void aCpuThatTheProcessMayNotUseIsRefused() throws Exception {
        int last = Affinity.ofProcess().length() - 1;
        int other = last + 1;
        if (last > Affinity.ofProcess().nextSetBit(0)) {
            other = Affinity.ofProcess().nextSetBit(0); // one that the machine has
        }
        assertThat(runOn(last, "fixed:" + other))
                .contains(
                        "plinth.uring.placement=fixed:" + other + " (",
                        "cannot be met: this process may not use CPU " + other + ", but " + last + " of ",
                        "; list CPUs that it may use, or set plinth.uring.placement=auto");
    }

    @Test
    void theSharedPoolsAreNotPinnedThoughACoreStartsThem() throws Exception {
        int first = Affinity.ofProcess().nextSetBit(0);
        assertThat(ChildJvm.run(PlacementMain.class, "fixed:" + first, "pools"))
                .contains(
                        "common pool has the CPUs of the process",
                        "boundedElastic has the CPUs of the process",
                        "parallel has the CPUs of the process",
                        "virtual thread has the CPUs of the process",
                        "the core has " + one(first));
    }
}
