package dev.plinth.it.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same program on Java 17, 21 and 25, with fewer backends on 17. */
class JavaVersionsTest {

    private static Path java(int feature) throws Exception {
        Path java = Jvms.installed().get(feature);
        // Not skipped silently: CI's summary tells what was not run
        assumeTrue(java != null, "no Java " + feature + " on this machine (install one, or set PLINTH_TEST_JVMS)");
        return java;
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 21, 25})
    void theProgramRuns(int feature) throws Exception {
        Jvms.Ended ended = Jvms.plinth(java(feature), 0, Map.of("PLINTH_BACKEND", "netty-nio"), "info");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("netty-nio on nio");
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 21, 25})
    void everyBackendIsListed(int feature) throws Exception {
        Jvms.Ended ended = Jvms.plinth(java(feature), 0, Map.of(), "backends");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output())
                .containsPattern("percore-uring +yes ")
                .containsPattern("netty-epoll +yes ")
                .containsPattern("netty-nio +yes ");
        if (feature >= 21) {
            assertThat(ended.output()).containsPattern("virtualthreads +yes ");
        } else {
            assertThat(ended.output()).containsPattern("virtualthreads +no ").contains("needs Java 21");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {17})
    void aBackendThatNeedsANewerJavaSaysSo(int feature) throws Exception {
        Jvms.Ended ended = Jvms.plinth(java(feature), 0, Map.of("PLINTH_BACKEND", "virtualthreads"), "info");

        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
        assertThat(ended.output())
                .contains("backend 'virtualthreads' was required (environment variable PLINTH_BACKEND) but ")
                .contains("needs Java 21");
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 21})
    void whereItCannotPinUringRunsUnpinnedAndSaysSo(int feature) throws Exception {
        Jvms.Ended ended = Jvms.plinth(java(feature), 0, Map.of("PLINTH_BACKEND", "percore-uring"), "info");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output())
                .contains("percore-uring on io_uring")
                .contains("warning:")
                .contains("22");
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 21})
    void whereItCannotPinAPlacementThatIsNamedFails(int feature) throws Exception {
        Map<String, String> spread = Map.of("PLINTH_BACKEND", "percore-uring", "PLINTH_URING_PLACEMENT", "spread");
        Jvms.Ended ended = Jvms.plinth(java(feature), 0, spread, "info");

        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
        assertThat(ended.output())
                .contains("plinth.uring.placement=spread (environment variable PLINTH_URING_PLACEMENT) cannot be met")
                .contains("needs Java 22 or newer");
    }
}
