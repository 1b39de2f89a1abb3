package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.BackendUnavailableException;
import io.netty.channel.unix.Errors;
import io.netty.channel.uring.IoUring;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RingFailureTest {

    private static final HostFacts LINUX = facts(0, 0, false);

    private static HostFacts facts(int seccomp, int disabled, boolean container) {
        return new HostFacts("Linux", "amd64", "6.1.0", seccomp, disabled, container, "65536");
    }

    private static BackendUnavailableException ring(Errno errno, HostFacts facts) {
        return RingFailure.ring(errno, 0, 4, facts, new RuntimeException("the cause"));
    }

    @Test
    void inAContainerItIsItsSeccompProfile() {
        BackendUnavailableException failure = ring(Errno.EPERM, facts(2, 0, true));
        assertThat(failure.reason()).isEqualTo("io_uring_setup gives EPERM: the container's seccomp profile denies it");
        assertThat(failure.remedy())
                .isEqualTo("run with --security-opt seccomp=unconfined or a profile that allows io_uring_setup,"
                        + " io_uring_enter and io_uring_register");
    }

    @Test
    void aSeccompFilterMayAlsoPretendThatThereIsNoSuchCall() {
        assertThat(ring(Errno.ENOSYS, facts(2, -1, true)).reason()).contains("ENOSYS", "seccomp");
    }

    @Test
    void outsideOfOneItIsAFilterOfTheProcess() {
        BackendUnavailableException failure = ring(Errno.EPERM, facts(2, 0, false));
        assertThat(failure.reason()).contains("a seccomp filter of this process");
        assertThat(failure.remedy()).contains("SystemCallFilter");
    }

    @Test
    void theSysctlIsNamedBeforeSeccomp() {
        assertThat(ring(Errno.EPERM, facts(2, 2, true)).reason()).contains("kernel.io_uring_disabled=2");
        assertThat(ring(Errno.EPERM, facts(0, 1, false)).reason()).contains("kernel.io_uring_disabled=1");
        assertThat(ring(Errno.EPERM, facts(0, 1, false)).remedy()).contains("kernel.io_uring_group");
    }

    @Test
    void withoutEitherItIsASecurityModule() {
        assertThat(ring(Errno.EACCES, LINUX).reason()).contains("EACCES", "SELinux");
    }

    @Test
    void noMemoryNamesTheLimitAndTheRing() {
        BackendUnavailableException failure =
                RingFailure.ring(Errno.ENOMEM, 2, 4, LINUX, new RuntimeException("the cause"));
        assertThat(failure.reason()).contains("ENOMEM for ring 3 of 4", "65536 bytes");
        assertThat(failure.remedy()).contains("ulimit -l", "plinth.uring.ring-depth");
    }

    @Test
    void anOldKernelIsNamed() {
        assertThat(ring(Errno.ENOSYS, LINUX).reason()).contains("kernel 6.1.0", "ENOSYS");
        Throwable cause = new UnsupportedOperationException("you need at least kernel version 5.9, current: 4.19");
        assertThat(RingFailure.library(cause, LINUX).remedy()).contains("5.15");
    }

    @Test
    void aMissingLibraryNamesTheArtifact() {
        BackendUnavailableException failure =
                RingFailure.library(new UnsatisfiedLinkError("no netty_transport_native_io_uring42"), LINUX);
        assertThat(failure.reason()).contains("cannot be loaded on amd64");
        assertThat(failure.remedy()).contains("netty-transport-native-io_uring", "linux-aarch_64");
    }

    @Test
    void anotherSystemIsRefused() {
        HostFacts mac = new HostFacts("Mac OS X", "aarch64", "24.0", -1, -1, false, "unknown");
        assertThatThrownBy(() -> RingFailure.refuseOtherSystems(mac))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContaining("Mac OS X");
    }

    @ParameterizedTest
    @EnumSource(Errno.class)
    void everyFailureSaysWhatToDo(Errno errno) {
        BackendUnavailableException failure = ring(errno, LINUX);
        assertThat(failure.reason()).isNotBlank();
        assertThat(failure.remedy()).isNotBlank();
        assertThat(failure).hasRootCauseMessage("the cause");
    }

    @Test
    void errorNumbersAreToldByTheirText() {
        IoUring.ensureAvailability(); // loads the library that has the texts
        String text = Errors.newIOException("", -12).getMessage();
        String strerror = text.substring(text.indexOf("): ") + 3);
        RuntimeException nettys = new RuntimeException("failed to allocate memory for io_uring ring: " + strerror);
        assertThat(Errno.of(new IllegalStateException("failed to create a child event loop", nettys)))
                .isEqualTo(Errno.ENOMEM);
        assertThat(Errno.of(new IllegalStateException("something else"))).isEqualTo(Errno.UNKNOWN);
    }
}
