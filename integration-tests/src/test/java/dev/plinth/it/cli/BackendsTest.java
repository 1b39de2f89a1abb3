package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.plinth.api.BackendSelector;
import dev.plinth.api.BackendStatus;
import dev.plinth.api.RuntimeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./plinth backends} tells. */
class BackendsTest {

    private static final List<BackendStatus> ALL = BackendSelector.onClasspath().diagnose(RuntimeConfig.load());

    @Test
    void everyBackendIsThereWithWhatWasFound() {
        Program program = Program.run("backends");

        assertThat(program.exitCode()).isZero();
        assertThat(ALL).isNotEmpty();
        for (BackendStatus status : ALL) {
            boolean available = status.state() == BackendStatus.State.AVAILABLE;
            assertThat(program.out())
                    .containsPattern(status.name() + " +" + (available ? "yes" : "no|broken"))
                    .contains(status.reason())
                    .contains(status.remedy());
        }
    }

    @Test
    void theBestAvailableOneIsWhatAutoTakes() {
        String best = ALL.stream()
                .filter(status -> status.state() == BackendStatus.State.AVAILABLE)
                .findFirst()
                .orElseThrow()
                .name();

        assertThat(Program.run("backends").out())
                .containsPattern(best + " +yes +<--")
                .contains("a service started now would take " + best);
    }

    @Test
    void theFactsBehindItAreTold() {
        assertThat(Program.run("backends").out())
                .contains(
                        System.getProperty("os.version"),
                        System.getProperty("os.arch"),
                        System.getProperty("java.runtime.version"),
                        "io_uring_disabled",
                        "seccomp",
                        "RLIMIT_MEMLOCK",
                        "container",
                        "CPUs",
                        "Netty");
    }

    @Test
    void jsonSaysTheSame(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("backends.json");
        assertThat(Program.run("backends", "--json=" + file).exitCode()).isZero();

        Map<String, Object> json = JSON.std.mapFrom(Files.readString(file));
        assertThat(json).containsKeys("requested", "requestedBy", "auto", "backends", "facts");
        List<?> backends = (List<?>) json.get("backends");
        assertThat(backends).hasSameSizeAs(ALL);
        for (Object backend : backends) {
            Set<?> names = ((Map<?, ?>) backend).keySet();
            assertThat(names).isEqualTo(Set.of("name", "description", "priority", "state", "reason", "remedy"));
        }
    }

    @Test
    void oneBackendCanBeAskedFor() {
        assertThat(Program.run("backends", "--backend=netty-nio").out())
                .contains("netty-nio")
                .doesNotContain("netty-epoll ");
    }

    @Test
    void aRequiredBackendThatIsUnknownIsTold() {
        System.setProperty("plinth.backend", "kqueue");
        try {
            Program program = Program.run("backends");
            assertThat(program.exitCode()).isZero();
            assertThat(program.out())
                    .contains("plinth.backend=kqueue (system property plinth.backend): it is REQUIRED BUT UNKNOWN")
                    .contains("known: [");
        } finally {
            System.clearProperty("plinth.backend");
        }
    }
}
