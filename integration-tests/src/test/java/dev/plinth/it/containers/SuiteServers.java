package dev.plinth.it.containers;

import dev.plinth.cli.servers.RunningServer;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.TestInfo;

/** Servers of the adapters' suites in containers, as {@code ./plinth compare --servers=testcontainers} has them. */
public final class SuiteServers {

    private SuiteServers() {}

    /** Whether a test class wants its server in a container. */
    public static boolean wantedBy(TestInfo test) {
        return test.getTestClass()
                .filter(type -> type.isAnnotationPresent(NeedsDocker.class))
                .isPresent();
    }

    /** Starts one. */
    public static RunningServer start(ServerKind kind) {
        return Servers.of(List.of("testcontainers"), Map.of(), List.of(), List.of(kind), IllegalStateException::new)
                .start(kind);
    }
}
