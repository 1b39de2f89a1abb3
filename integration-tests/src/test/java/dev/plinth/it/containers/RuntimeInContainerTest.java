package dev.plinth.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What runs in a container depends on what the container may: by seccomp, locked memory and control groups. */
@NeedsDocker
@Execution(ExecutionMode.SAME_THREAD)
class RuntimeInContainerTest {

    private static final Path PROFILE = InContainer.REPOSITORY.resolve("docker/seccomp.json");
    private static final String ALLOWED = "seccomp=" + PROFILE;
    private static final String URING_REQUIRED = "PLINTH_BACKEND=percore-uring";

    /** As Docker's own has been since 2023: the users' profile without the calls of io_uring. */
    private static String denied;

    @BeforeAll
    static void writeTheProfileThatDenies(@TempDir Path folder) throws Exception {
        Map<String, Object> profile = JSON.std.mapFrom(Files.readString(PROFILE));
        List<Object> rules = JSON.std.listFrom(JSON.std.asString(profile.get("syscalls")));
        assertThat(rules.remove(0)).asString().contains("io_uring_setup");
        profile.put("syscalls", rules);
        Path file = folder.resolve("denies-io_uring.json");
        Files.writeString(file, JSON.std.asString(profile));
        denied = "seccomp=" + file;
    }

    @Test
    void whereIoUringIsDeniedAutoFallsBackAndSaysSo() throws Exception {
        InContainer.Ended ended = InContainer.info("--security-opt", denied);

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertFellBack(ended.output());
    }

    @Test
    void whereIoUringIsDeniedItsBackendFailsWithTheRemedy() throws Exception {
        InContainer.Ended ended = InContainer.info("--security-opt", denied, "-e", URING_REQUIRED);

        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
        assertThat(ended.output())
                .contains("backend 'percore-uring' was required (environment variable PLINTH_BACKEND) but "
                        + "io_uring_setup gives EPERM: the container's seccomp profile denies it")
                .contains("a profile that allows io_uring_setup, io_uring_enter and io_uring_register")
                .contains("or set plinth.backend=auto");
    }

    /** Docker denies it from 25 on; asked by other means than Plinth's what the Docker of this machine does. */
    @Test
    void underDockersOwnProfileRunsWhatItAllows() throws Exception {
        boolean allowed = !errnoOfSetup().equals("1");

        InContainer.Ended ended = InContainer.info();

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        if (allowed) {
            assertThat(ended.output()).contains("percore-uring on io_uring");
        } else {
            assertFellBack(ended.output());
        }
    }

    @Test
    void underTheProfileForUsersIoUringRunsPinned() throws Exception {
        InContainer.Ended ended = InContainer.info("--security-opt", ALLOWED, "-e", URING_REQUIRED);

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("percore-uring on io_uring").contains("pinned to CPU ");
    }

    @Test
    void theProfileForUsersAllowsNoMoreThanIoUring() throws Exception {
        // EPERM (1) by the filter; without it these calls, with these arguments, give other errors or none
        String calls = "for my $c ([272, 0], [323, 1], [298, 0, 0, -1, -1, 0], [321, 0, 0, 0], [246, 0, 0, 0, 0]) {"
                + " $! = 0; syscall($c->[0], map { $_ } @$c[1..$#$c]); print $!+0, ' ' }";

        InContainer.Ended ended = InContainer.docker(
                "run", "--rm", "--network", "none", "--security-opt", ALLOWED, InContainer.JAVA, "perl", "-e", calls);

        if (System.getProperty("os.arch").equals("amd64")) {
            assertThat(ended.output().strip())
                    .as("unshare, userfaultfd, perf_event_open, bpf, kexec_load")
                    .isEqualTo("1 1 1 1 1");
        }
        assertThat(ended.exitCode()).isZero();
    }

    /** Kernels from 5.12 to 6.13 do not count rings as locked memory; others deny them, with an error that says so. */
    @Test
    void tooLittleLockedMemoryIsNamed() throws Exception {
        InContainer.Ended ended = InContainer.info("--security-opt", ALLOWED, "--ulimit", "memlock=65536:65536");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        if (ended.output().contains("netty-epoll on epoll")) {
            assertThat(ended.output())
                    .contains(
                            "passed over: percore-uring: io_uring_setup gives ENOMEM: the limit of locked memory (65536 bytes");
        } else {
            assertThat(ended.output()).contains("percore-uring on io_uring");
        }
    }

    @Test
    void aCpusetOfOneGivesOneCore() throws Exception {
        InContainer.Ended ended = InContainer.info("--security-opt", ALLOWED, "--cpuset-cpus", "0");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output())
                .contains("percore-uring on io_uring, 1 core (pinned to CPU 0")
                .containsPattern("cpus: 0 of 0.* \\(affinity 0, cgroup v[12] cpuset 0, quota none\\)");
    }

    @Test
    void halfACpuGivesOneCoreUnpinned() throws Exception {
        InContainer.Ended ended = InContainer.info("--security-opt", ALLOWED, "--cpus", "0.5");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output())
                .contains("percore-uring on io_uring, 1 core (not pinned, the quota is 0.5 CPUs")
                .contains("plinth.uring.placement=spread to pin all the same");
    }

    private static void assertFellBack(String output) {
        assertThat(output)
                .contains("netty-epoll on epoll")
                .contains(
                        "passed over: percore-uring: io_uring_setup gives EPERM: the container's seccomp profile denies it");
    }

    /** Of io_uring_setup(1, NULL) under Docker's own profile: 1 is EPERM, 14 is EFAULT, for one that may call it. */
    private static String errnoOfSetup() throws Exception {
        return InContainer.docker(
                        "run",
                        "--rm",
                        "--network",
                        "none",
                        InContainer.JAVA,
                        "perl",
                        "-e",
                        "syscall(425, 1, 0); print $!+0")
                .output()
                .strip();
    }
}
