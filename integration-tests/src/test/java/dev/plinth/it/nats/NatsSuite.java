package dev.plinth.it.nats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.cli.servers.RunningServer;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.it.containers.SuiteServers;
import dev.plinth.nats.NatsAdapter;
import dev.plinth.servers.NatsServer;
import io.nats.client.Message;
import io.nats.client.Options;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A theme of the NATS suite: its tests run on every backend that must run on this machine, against a real server. */
@ParameterizedClass(name = "on {0}")
@MethodSource("dev.plinth.it.redis.Backends#expected")
abstract class NatsSuite {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The server's process; null if it is in a container, for themes that need no more of it than its address. */
    static NatsServer server;

    static String uri;
    static AsyncRuntime runtime;

    private static RunningServer container;

    @Parameter
    String backend;

    NatsAdapter nats;

    @BeforeParameterizedClassInvocation
    static void startRuntimeAndServer(String backend, TestInfo test) {
        runtime = AsyncRuntime.create(
                RuntimeConfig.builder().backend(backend).cores(2).build());
        if (SuiteServers.wantedBy(test)) {
            container = SuiteServers.start(ServerKind.NATS);
            uri = container.uri();
        } else {
            server = NatsServer.start();
            uri = server.uri();
        }
    }

    @AfterParameterizedClassInvocation
    static void stopRuntimeAndServer() {
        runtime.close();
        if (container != null) {
            container.close();
            container = null;
        } else {
            server.close();
        }
    }

    @BeforeEach
    void openAdapter() {
        nats = open(options(uri));
        assertThat(nats.info()).containsEntry("backend", backend).containsEntry("status", "connected");
    }

    @AfterEach
    void closeAdapter() {
        nats.close();
    }

    /** That reconnect soon. */
    static Options.Builder options(String uri) {
        return Options.builder()
                .server(uri)
                .reconnectWait(Duration.ofMillis(50))
                .reconnectJitter(Duration.ofMillis(10))
                .maxReconnects(-1)
                .connectionTimeout(Duration.ofSeconds(10));
    }

    static NatsAdapter open(Options.Builder options) {
        return runtime.blockOn(NatsAdapter.connect(runtime, options).timeout(PATIENCE));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Message message) {
        return new String(message.getData(), StandardCharsets.UTF_8);
    }
}
