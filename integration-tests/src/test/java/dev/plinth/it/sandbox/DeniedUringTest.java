package dev.plinth.it.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where io_uring is denied: a name is required and fails with the remedy, auto falls back and says so. */
@EnabledOnOs(OS.LINUX)
class DeniedUringTest {

    private static final int EPERM = 1;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // errno | what was found | what to do
                "1  | EPERM  | seccomp",
                "12 | ENOMEM | memlock",
                "38 | ENOSYS | seccomp",
            })
    void requiredUringFailsAtStartupWithTheRemedy(int errno, String found, String remedy) throws Exception {
        Jvms.Ended ended = Jvms.plinth(Jvms.current(), errno, Map.of("PLINTH_BACKEND", "percore-uring"), "info");

        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
        assertThat(ended.output())
                .contains("backend 'percore-uring' was required (environment variable PLINTH_BACKEND) but ")
                .contains(found)
                .containsIgnoringCase(remedy)
                .contains("or set plinth.backend=auto");
    }

    @Test
    void autoFallsBackAndSaysWhy() throws Exception {
        Jvms.Ended ended = Jvms.plinth(Jvms.current(), EPERM, Map.of(), "info");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output())
                .contains("netty-epoll on epoll")
                .contains("passed over: percore-uring: io_uring_setup gives EPERM")
                .contains("seccomp");
    }

    @Test
    void aPlacementThatNobodyHonoursIsNotLostSilently() throws Exception {
        Jvms.Ended ended = Jvms.plinth(Jvms.current(), EPERM, Map.of("PLINTH_URING_PLACEMENT", "pack"), "info");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output())
                .contains("warning: plinth.uring.placement=pack (environment variable PLINTH_URING_PLACEMENT)"
                        + " has no effect on 'netty-epoll'")
                .contains("'percore-uring' was passed over: io_uring_setup gives EPERM");
    }

    @Test
    void backendsNamesTheReasonAndTheRemedy() throws Exception {
        Jvms.Ended ended = Jvms.plinth(Jvms.current(), EPERM, Map.of(), "backends");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).containsPattern("percore-uring +no ").contains("--security-opt seccomp");
    }

    @Test
    void withoutTheFilterUringRuns() throws Exception {
        Jvms.Ended ended = Jvms.plinth(Jvms.current(), 0, Map.of("PLINTH_BACKEND", "percore-uring"), "info");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("percore-uring on io_uring");
    }
}
