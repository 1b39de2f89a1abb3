package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuTopologyTest {

    @TempDir
    private Path root;

    @Test
    void spreadTakesNodesByTurnsAndSiblingsLast() {
        CpuTopology topology = FakeMachine.twoSockets(root).topology();
        assertThat(topology.spread()).containsExactly(0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
    }

    @Test
    void packFillsPhysicalCoresThenTheNode() {
        CpuTopology topology = FakeMachine.twoSockets(root).topology();
        assertThat(topology.pack()).containsExactly(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
    }

    @Test
    void eachNodeIsKnown() {
        CpuTopology topology = FakeMachine.twoSockets(root).topology();
        assertThat(topology.nodeOf(FakeMachine.cpus("9"))).isZero();
        assertThat(topology.nodeOf(FakeMachine.cpus("4,12-15"))).isEqualTo(1);
        assertThat(topology.nodeOf(FakeMachine.cpus("3-4"))).isEqualTo(-1);
        assertThat(topology.describeNodes()).isEqualTo("node 0: 0-3,8-11, node 1: 4-7,12-15");
    }

    @Test
    void onlyWhatMayBeUsedCounts() {
        CpuTopology topology =
                FakeMachine.twoSockets(root).affinity("3-4,8,11-12").topology();
        assertThat(topology.spread()).containsExactly(8, 4, 3, 11, 12); // 8 is the first of its core that may be used
        assertThat(topology.pack()).containsExactly(8, 3, 11, 4, 12);
    }

    @Test
    void offlineCpusAreLeftOut() {
        CpuTopology topology = FakeMachine.twoSockets(root)
                .online("0-2,4-15")
                .siblings(11, "11") // so the kernel tells it when the other has gone
                .topology();
        assertThat(topology.spread()).containsExactly(0, 4, 1, 5, 2, 6, 11, 7, 8, 12, 9, 13, 10, 14, 15);
    }

    @Test
    void coresOfTwoKinds() {
        FakeMachine machine =
                new FakeMachine(root).online("0-5").affinity("0-5").node(0, "0-5");
        machine.siblings(0, "0-1").siblings(1, "0-1").siblings(2, "2-3").siblings(3, "2-3"); // 4 and 5 have no siblings
        machine.siblings(4, "4").siblings(5, "5");
        assertThat(machine.topology().spread()).containsExactly(0, 2, 4, 5, 1, 3);
        assertThat(machine.topology().pack()).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void packagesWithoutNumbersDoNotMatter() {
        FakeMachine machine = new FakeMachine(root).online("0-3").affinity("0-3");
        for (int cpu = 0; cpu < 4; cpu++) {
            String folder = "sys/devices/system/cpu/cpu" + cpu + "/topology/";
            machine.file(folder + "physical_package_id", "-1")
                    .file(folder + "core_id", Integer.toString(cpu % 2)) // the same numbers in each cluster
                    .siblings(cpu, Integer.toString(cpu));
        }
        assertThat(machine.topology().spread()).containsExactly(0, 1, 2, 3);
        assertThat(machine.topology().cpus()).extracting(CpuTopology.Cpu::core).containsExactly(0, 1, 2, 3);
    }

    @Test
    void theSiblingsOfAnOlderKernelAreFound() {
        FakeMachine machine = new FakeMachine(root).online("0-3").affinity("0-3");
        for (int cpu = 0; cpu < 4; cpu++) {
            machine.file(
                    "sys/devices/system/cpu/cpu" + cpu + "/topology/thread_siblings_list", cpu < 2 ? "0-1" : "2-3");
        }
        assertThat(machine.topology().spread()).containsExactly(0, 2, 1, 3);
    }

    @Test
    void withoutAnyFilesEachCpuIsACoreOfItsOwn() {
        CpuTopology topology = CpuTopology.read(new KernelFiles(root), FakeMachine.cpus("2-4"));
        assertThat(topology.spread()).containsExactly(2, 3, 4);
        assertThat(topology.pack()).containsExactly(2, 3, 4);
        assertThat(topology.nodeOf(FakeMachine.cpus("2"))).isEqualTo(-1);
        assertThat(topology.describeNodes()).isEqualTo("unknown");
    }
}
