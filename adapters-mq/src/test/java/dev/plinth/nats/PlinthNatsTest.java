package dev.plinth.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.servers.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.PlinthDataPort;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** jnats with its bytes on a runtime, as a service with jnats code of its own has it. */
@SuppressWarnings("try") // jnats' connection says that closing it may be interrupted
class PlinthNatsTest {

    private static NatsServer server;
    private static AsyncRuntime runtime;

    @BeforeAll
    static void start() {
        server = NatsServer.start();
        runtime = AsyncRuntime.create(
                RuntimeConfig.builder().backend("netty-nio").cores(2).build());
    }

    @AfterAll
    static void stop() {
        runtime.close();
        server.close();
    }

    private static Connection connect() throws IOException, InterruptedException {
        return Nats.connect(PlinthNats.options(
                runtime, Options.builder().server(server.uri()).connectionTimeout(Duration.ofSeconds(20))));
    }

    @Test
    void messagesGoOutAndComeBack() throws Exception {
        try (Connection nats = connect()) {
            assertThat(nats.getOptions().getDataPortType()).isEqualTo(PlinthDataPort.class.getName());
            Subscription subscription = nats.subscribe("a.*");
            nats.publish("a.b", "hello".getBytes());
            Message message = subscription.nextMessage(Duration.ofSeconds(10));
            assertThat(new String(message.getData())).isEqualTo("hello");
            nats.createDispatcher(request -> nats.publish(request.getReplyTo(), request.getData()))
                    .subscribe("echo");
            assertThat(nats.request("echo", new byte[100_000], Duration.ofSeconds(10))
                            .getData())
                    .hasSize(100_000);
        }
    }

    @Test
    void manyMessagesArriveInOrder() throws Exception {
        try (Connection nats = connect()) {
            Subscription subscription = nats.subscribe("many");
            for (int i = 0; i < 20_000; i++) {
                nats.publish("many", Integer.toString(i).getBytes());
            }
            for (int i = 0; i < 20_000; i++) {
                Message message = subscription.nextMessage(Duration.ofSeconds(10));
                assertThat(new String(message.getData())).isEqualTo(Integer.toString(i));
            }
        }
    }

    @Test
    void jetStreamAndKeyValue() throws Exception {
        try (Connection nats = connect()) {
            nats.jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("S")
                            .subjects("s.>")
                            .storageType(StorageType.Memory)
                            .build());
            JetStream jetStream = nats.jetStream();
            assertThat(jetStream.publish("s.1", "x".getBytes()).getSeqno()).isEqualTo(1);
            nats.keyValueManagement()
                    .create(KeyValueConfiguration.builder().name("kv").build());
            nats.keyValue("kv").put("key", "value");
            assertThat(nats.keyValue("kv").get("key").getValueAsString()).isEqualTo("value");
        }
    }

    @Test
    void optionsThatWereCopiedKnowNoRuntime() {
        Options copy = new Options.Builder(
                        PlinthNats.options(runtime, Options.builder().server(server.uri())))
                .build();
        assertThatThrownBy(() -> copy.buildDataPort())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("PlinthNats.options");
    }

    @Test
    void whatTheBuilderSaysStays() {
        ExecutorService own = Executors.newSingleThreadExecutor();
        try {
            Options options = PlinthNats.options(
                    runtime,
                    Options.builder()
                            .server(server.uri())
                            .executor(own)
                            .connectionName("mine")
                            .maxReconnects(7)
                            .inboxPrefix("_MINE."));
            assertThat(options.getExecutor()).isSameAs(own);
            assertThat(options.getConnectionName()).isEqualTo("mine");
            assertThat(options.getMaxReconnect()).isEqualTo(7);
            assertThat(options.getInboxPrefix()).isEqualTo("_MINE.");
        } finally {
            own.shutdown();
        }
    }

    @Test
    void anErrorIsJnatsOwnAndSaysWhatCarriedTheBytes() {
        assertThatThrownBy(() -> PlinthNats.connect(runtime, Options.builder().server("nats://127.0.0.1:1")))
                .isExactlyInstanceOf(IOException.class)
                .satisfies(error -> assertThat(error.getSuppressed())
                        .singleElement()
                        .isInstanceOf(NatsContextException.class)
                        .extracting(Throwable::getMessage)
                        .asString()
                        .contains("nats://127.0.0.1:1", "netty-nio", "the last failure of a connection"));
    }
}
