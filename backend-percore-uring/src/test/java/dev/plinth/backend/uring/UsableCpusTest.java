package dev.plinth.backend.uring;

import static dev.plinth.backend.uring.FakeMachine.cpus;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsableCpusTest {

    private static final String V2 = "sys/fs/cgroup";
    private static final String V2_MOUNT = "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw";
    private static final String V1_MOUNTS = """
            31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
            32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:1 master:2 - cgroup cgroup rw,cpu,cpuacct
            34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset""";

    @TempDir
    private Path root;

    private FakeMachine machine;

    @BeforeEach
    void makeMachine() {
        machine = FakeMachine.twoSockets(root);
    }

    private void v1Quota(String folder, String quota, String period) {
        machine.file(folder + "/cpu.cfs_quota_us", quota).file(folder + "/cpu.cfs_period_us", period);
    }

    @Test
    void aMachineToOneself() {
        UsableCpus found = machine.usable();
        assertThat(found.allowed()).isEqualTo(cpus("0-15"));
        assertThat(found.describe()).isEqualTo("0-15 of 0-15 (affinity 0-15, cpuset none, quota none)");
        assertThat(found.details())
                .containsEntry("cpus", found.describe())
                .containsEntry("numa", "node 0: 0-3,8-11, node 1: 4-7,12-15");
    }

    @Test
    void theKernelsWordOnTheAffinityGoesBeforeThatOfProc() {
        UsableCpus found = UsableCpus.read(machine.files(), Optional.of(cpus("3")));
        assertThat(found.allowed()).isEqualTo(cpus("3"));
        assertThat(found.describe()).startsWith("3 of 0-15 (affinity 3,");
    }

    @Test
    void aContainerWithACpusetAndAQuota() {
        machine.affinity("4-7")
                .cgroups("0::/", V2_MOUNT)
                .file(V2 + "/cpuset.cpus.effective", "4-7")
                .file(V2 + "/cpu.max", "150000 100000");
        UsableCpus found = machine.usable();
        assertThat(found.allowed()).isEqualTo(cpus("4-7"));
        assertThat(found.limits().quota()).isEqualTo(1.5);
        assertThat(found.topology().nodeOf(found.allowed())).isEqualTo(1);
        assertThat(found.describe())
                .isEqualTo("4-7 of 0-15 (affinity 4-7, cgroup v2 cpuset 4-7, quota 1.5 CPUs by cgroup v2)");
    }

    @Test
    void theSmallestLimitUpTheHierarchyWins() {
        machine.cgroups("0::/kubepods/pod7/main", V2_MOUNT)
                .file(V2 + "/kubepods/pod7/main/cpu.max", "max 100000")
                .file(V2 + "/kubepods/pod7/cpu.max", "200000 100000")
                .file(V2 + "/kubepods/cpu.max", "900000 100000")
                .file(V2 + "/kubepods/cpuset.cpus.effective", "0-7")
                .file(V2 + "/cpuset.cpus.effective", "0-15");
        UsableCpus found = machine.usable();
        assertThat(found.limits().quota()).isEqualTo(2);
        assertThat(found.allowed()).isEqualTo(cpus("0-7"));
    }

    @Test
    void versionOne() {
        machine.cgroups("4:cpu,cpuacct:/app/web\n3:cpuset:/app\n1:name=systemd:/x", V1_MOUNTS)
                .file("sys/fs/cgroup/cpuset/app/cpuset.cpus", "0-11")
                .file("sys/fs/cgroup/cpuset/app/cpuset.effective_cpus", "8-11")
                .file("sys/fs/cgroup/cpuset/cpuset.cpus", "0-15");
        v1Quota("sys/fs/cgroup/cpu,cpuacct/app/web", "-1", "100000");
        v1Quota("sys/fs/cgroup/cpu,cpuacct/app", "50000", "100000");
        UsableCpus found = machine.usable();
        assertThat(found.describe())
                .isEqualTo("8-11 of 0-15 (affinity 0-15, cgroup v1 cpuset 8-11, quota 0.5 CPUs by cgroup v1)");
    }

    /** As in Docker on version 1: the group is named as the host sees it, and mounted as the container's own. */
    @Test
    void aGroupThatIsItselfTheMountPoint() {
        machine.cgroups(
                "4:cpu,cpuacct:/docker/abc/sub",
                "50 40 0:29 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct");
        v1Quota("sys/fs/cgroup/cpu,cpuacct/sub", "400000", "100000");
        v1Quota("sys/fs/cgroup/cpu,cpuacct", "300000", "100000");
        assertThat(machine.usable().limits().quota()).isEqualTo(3);
    }

    @Test
    void aGroupOfAnotherNamespaceIsTakenForTheMountedOne() {
        machine.cgroups("0::/../other", V2_MOUNT).file(V2 + "/cpu.max", "100000 100000");
        UsableCpus found = machine.usable();
        assertThat(found.limits().describe()).isEqualTo("cpuset none, quota 1 CPU by cgroup v2");
    }

    @Test
    void bothVersionsSideBySide() {
        machine.cgroups(
                        "4:cpu,cpuacct:/a\n3:cpuset:/\n0::/b",
                        V1_MOUNTS + "\n41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw")
                .file("sys/fs/cgroup/cpuset/cpuset.effective_cpus", "0-13")
                .file("sys/fs/cgroup/unified/b/cpu.max", "250000 100000");
        v1Quota("sys/fs/cgroup/cpu,cpuacct/a", "800000", "100000");
        assertThat(machine.usable().limits().describe())
                .isEqualTo("cgroup v1 cpuset 0-13, quota 2.5 CPUs by cgroup v2");
    }

    @Test
    void aMountPointWithASpaceInItsName() {
        machine.cgroups("0::/", "35 24 0:30 / /my\\040groups rw - cgroup2 cgroup2 rw")
                .file("my groups/cpu.max", "200000 100000");
        assertThat(machine.usable().limits().quota()).isEqualTo(2);
    }

    @Test
    void filesThatSayNothingLimitNothing() {
        machine.cgroups("4:cpu,cpuacct:/app\n3:cpuset:/app\n0::/\nrubbish", V1_MOUNTS + "\nrubbish\n - \n" + V2_MOUNT)
                .file(V2 + "/cpu.max", "")
                .file(V2 + "/cpuset.cpus.effective", "none")
                .file("sys/fs/cgroup/cpuset/app/cpuset.cpus", "");
        v1Quota("sys/fs/cgroup/cpu,cpuacct/app", "rubbish", "0");
        assertThat(machine.usable().limits().describe()).isEqualTo("cpuset none, quota none");
    }

    @Test
    void aCpusetThatContradictsTheAffinityIsNotBelieved() {
        machine.affinity("0-3").cgroups("0::/", V2_MOUNT).file(V2 + "/cpuset.cpus.effective", "8-9");
        assertThat(machine.usable().allowed()).isEqualTo(cpus("0-3"));
    }

    @Test
    void anOfflineCpuIsNotAllowedThoughTheAffinityHasIt() {
        assertThat(machine.online("0-9,11-15").usable().allowed()).isEqualTo(cpus("0-9,11-15"));
    }

    @Test
    void withoutAnyFilesNothingIsKnown(@TempDir Path empty) {
        UsableCpus found = UsableCpus.read(new KernelFiles(empty), Optional.empty());
        assertThat(found.allowed().isEmpty()).isTrue();
        assertThat(found.describe()).isEqualTo("none of an unknown number (affinity unknown, cpuset none, quota none)");
        assertThat(UsableCpus.read(new KernelFiles(empty), Optional.of(cpus("0-1")))
                        .allowed())
                .isEqualTo(cpus("0-1"));
    }

    /** Whatever this machine is: the files must tell the same as the kernel. */
    @Test
    void thisMachine() {
        UsableCpus byFiles = UsableCpus.read(KernelFiles.OF_THIS_MACHINE, Optional.empty());
        assertThat(byFiles.allowed()).isEqualTo(Affinity.ofProcess());
        assertThat(byFiles.online().cardinality())
                .isGreaterThanOrEqualTo(byFiles.allowed().cardinality());
        assertThat(byFiles.limits().quota()).isPositive();
    }
}
