package dev.plinth.backend.uring;

import static dev.plinth.backend.uring.FakeMachine.cpus;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On machines with CPUs whose numbers are far from those that runtimes of other tests may have. */
class CpuChoiceTest {

    private static final int FAR = 4096;

    private final List<CpuChoice> taken = new ArrayList<>();

    @TempDir
    private Path root;

    @AfterEach
    void release() {
        taken.forEach(CpuChoice::release);
    }

    /** {@code count} CPUs from 4096 on, two to a physical core, the first half on node 0. */
    private UsableCpus machine(int count) {
        FakeMachine machine = new FakeMachine(root)
                .online(range(0, count))
                .affinity(range(0, count))
                .node(0, range(0, count / 2))
                .node(1, range(count / 2, count));
        for (int cpu = 0; cpu < count; cpu++) {
            machine.siblings(FAR + cpu, range(cpu & ~1, (cpu & ~1) + 2));
        }
        return machine.usable();
    }

    private static String range(int first, int end) {
        return FAR + first + "-" + (FAR + end - 1);
    }

    private CpuChoice take(String policy, int cores, UsableCpus found, int processors, long start) {
        CpuChoice choice = CpuChoice.take(PlacementPolicyTest.policy(policy), cores, found, processors, start);
        taken.add(choice);
        return choice;
    }

    private CpuChoice take(String policy, int cores, UsableCpus found) {
        return take(policy, cores, found, found.allowed().cardinality(), 7);
    }

    private static BitSet[] each(int... cpus) {
        return Stream.of(java.util.Arrays.stream(cpus).boxed().toArray(Integer[]::new))
                .map(cpu -> cpus(Integer.toString(FAR + cpu)))
                .toArray(BitSet[]::new);
    }

    @Test
    void spreadAndPackBeginAtTheFirst() {
        UsableCpus eight = machine(8);
        CpuChoice spread = take("spread", 4, eight);
        assertThat(spread.perCore()).containsExactly(each(0, 4, 2, 6));
        spread.release();
        taken.clear();
        assertThat(take("pack", 4, eight).perCore()).containsExactly(each(0, 1, 2, 3));
    }

    @Test
    void autoBeginsElsewhereInEachProcessAndIsSpreadAllTheSame() {
        UsableCpus eight = machine(8);
        assertThat(take("auto", 4, eight, 8, 7).perCore()).containsExactly(each(0, 4, 2, 7));
    }

    @Test
    void fixedIsCoreByCore() {
        UsableCpus eight = machine(8);
        assertThat(take("fixed:4101,4096,4098", 2, eight).perCore()).containsExactly(each(5, 0));
    }

    @Test
    void aSetIsEachCoresAsAWhole() {
        UsableCpus eight = machine(8);
        assertThat(take("set:4096-4098", 5, eight).perCore()).hasSize(5).containsOnly(cpus("4096-4098"));
    }

    @Test
    void cpusThatTheProcessMayNotUseAreRefused() {
        UsableCpus two = machine(2);
        for (String policy : List.of("fixed:0,4096", "set:0,4096")) {
            CpuChoice choice = take(policy, 2, two);
            assertThat(choice.binds()).isFalse();
            assertThat(choice.obstacle())
                    .isEqualTo("this process may not use CPU 0, but 4096-4097 of 4096-4097 (affinity 4096-4097, cpuset"
                            + " none, quota none)");
            assertThat(choice.remedy()).isEqualTo("list CPUs that it may use");
        }
    }

    @Test
    void tooFewAreRefused() {
        UsableCpus two = machine(2);
        CpuChoice fixed = take("fixed:4096", 2, two);
        assertThat(fixed.obstacle()).isEqualTo("2 cores for the 1 CPUs listed");
        assertThat(fixed.remedy()).isEqualTo("list 2, set plinth.cores=1");
        for (String policy : List.of("spread", "pack", "auto")) {
            CpuChoice choice = take(policy, 3, two);
            assertThat(choice.obstacle()).startsWith("3 cores for 2 CPUs: 4096-4097 of 4096-4097");
            assertThat(choice.remedy()).contains("plinth.cores to 2 or fewer");
        }
    }

    @Test
    void runtimesOfOneProcessTakeDifferentCpus() {
        UsableCpus four = machine(4);
        CpuChoice first = take("auto", 2, four);
        CpuChoice second = take("spread", 2, four);
        assertThat(first.perCore()).hasSize(2).doesNotContainAnyElementsOf(second.perCore());
        CpuChoice third = take("pack", 1, four);
        assertThat(third.binds()).isFalse();
        assertThat(third.obstacle()).contains("other runtimes of this process");
        second.release();
        taken.remove(second);
        assertThat(take("pack", 2, four).perCore()).containsExactlyInAnyOrderElementsOf(second.perCore());
    }

    @Test
    void cpusThatAreListedAreSharedWithAWarning() {
        UsableCpus four = machine(4);
        assertThat(take("fixed:4096,4097", 2, four).warning()).isNull();
        CpuChoice second = take("fixed:4097,4098", 2, four);
        assertThat(second.perCore()).containsExactly(each(1, 2));
        assertThat(second.warning()).contains("Another runtime of this process", "CPU 4097,");
        second.release();
        taken.remove(second);
        assertThat(take("spread", 2, four).perCore()).containsExactlyInAnyOrder(each(2, 3));
    }

    @Test
    void aQuotaKeepsFromPinningUnlessItIsInsistedOn() {
        new FakeMachine(root)
                .cgroups("0::/", "35 24 0:30 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw")
                .file("sys/fs/cgroup/cpu.max", "350000 100000");
        UsableCpus four = machine(4);
        CpuChoice auto = take("auto", 2, four, 4, 0);
        assertThat(auto.obstacle()).contains("the quota is 3.5 CPUs for the CPUs 4096-4099 of");
        assertThat(auto.remedy()).contains("plinth.uring.placement=spread");
        assertThat(take("spread", 2, four, 4, 0).perCore()).containsExactly(each(0, 2));
    }

    @Test
    void soDoesALimitOfTheJvm() {
        UsableCpus four = machine(4);
        assertThat(take("auto", 2, four, 2, 0).obstacle()).contains("the JVM sees 2 processors");
        assertThat(take("pack", 2, four, 2, 0).binds()).isTrue();
    }
}
