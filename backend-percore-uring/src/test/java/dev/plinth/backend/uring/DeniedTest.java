package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** System calls denied for real, in a JVM of its own that puts a seccomp filter on itself. */
class DeniedTest {

    private static String runDenied(int errno) throws Exception {
        return ChildJvm.run(DeniedMain.class, "io_uring_setup", Integer.toString(errno), "auto");
    }

    @Test
    void epermIsToldAsSeccomps() throws Exception {
        assertThat(runDenied(1)).contains("io_uring_setup gives EPERM", "seccomp", "io_uring_register");
    }

    @Test
    void enosysIsToldAsSeccomps() throws Exception {
        assertThat(runDenied(38)).contains("io_uring_setup gives ENOSYS", "seccomp");
    }

    @Test
    void enomemNamesTheLimit() throws Exception {
        assertThat(runDenied(12)).contains("io_uring_setup gives ENOMEM", "limit of locked memory", "ulimit -l");
    }

    @Test
    void whereNoThreadMayBeBoundTheCoresRunUnpinnedAndSaySo() throws Exception {
        assertThat(ChildJvm.run(DeniedMain.class, "sched_setaffinity", "1", "auto"))
                .contains(
                        "it ran: percore-uring",
                        "not pinned, sched_setaffinity gives EPERM",
                        "warning: Core 0 is not pinned: sched_setaffinity gives EPERM");
    }

    @Test
    void whereNoThreadMayBeBoundAPlacementThatIsRequiredFails() throws Exception {
        assertThat(ChildJvm.run(DeniedMain.class, "sched_setaffinity", "1", "spread"))
                .contains(
                        "plinth.uring.placement=spread (",
                        " cannot be met: sched_setaffinity gives EPERM; set plinth.uring.placement=auto")
                .doesNotContain("it ran");
    }
}
