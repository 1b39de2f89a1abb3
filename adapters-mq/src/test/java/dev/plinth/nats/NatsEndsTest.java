package dev.plinth.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.servers.FaultProxy;
import dev.plinth.servers.NatsServer;
import io.nats.client.Message;
import io.nats.client.Options;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** How subscriptions, connections, adapters and runtimes end, and what is left of each. */
class NatsEndsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static NatsServer server;
    private static AsyncRuntime runtime;
    private static NatsAdapter other;

    @BeforeAll
    static void start() {
        server = NatsServer.start();
        runtime = runtime();
        other = open(runtime, server.uri());
    }

    @AfterAll
    static void stop() {
        runtime.close();
        other.close(); // in the wrong order, which is no reason to wait
        server.close();
    }

    private static AsyncRuntime runtime() {
        return AsyncRuntime.create(
                RuntimeConfig.builder().backend("netty-nio").cores(1).build());
    }

    private static NatsAdapter open(AsyncRuntime on, String uri) {
        return on.blockOn(NatsAdapter.connect(
                on,
                Options.builder()
                        .server(uri)
                        .connectionTimeout(SOON)
                        .maxReconnects(-1)
                        .reconnectWait(Duration.ofMillis(20))));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void hasNoSubscriber(String subject) {
        assertThatThrownBy(() -> runtime.blockOn(other.request(subject, bytes("?"))))
                .isInstanceOf(NoRespondersException.class);
    }

    @Test
    void aSubscriberThatIsGoneBeforeItsTurnLeavesNoSubscription() {
        try (NatsAdapter nats = open(runtime, server.uri())) {
            nats.subscribe("gone").subscribe(new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {
                    subscription.cancel();
                }
            });
            runtime.blockOn(nats.flush().then(nats.flush()).timeout(SOON));
            hasNoSubscriber("gone");
        }
    }

    @Test
    void aSubscriberThatEndsTheAdapterHearsOfTheEnd() {
        NatsAdapter nats = open(runtime, server.uri());
        CompletableFuture<Void> completed = new CompletableFuture<>();
        nats.subscribe("last")
                .subscribe(
                        message -> nats.shutdown().subscribe(),
                        completed::completeExceptionally,
                        () -> completed.complete(null));
        nats.publish("last", bytes("x"));
        assertThat(completed).succeedsWithin(SOON);
    }

    @Test
    void whatWasPublishedGoesOutBeforeTheEndThoughTheConnectionHasNoRoom() {
        NatsAdapter nats = open(runtime, server.uri());
        CompletableFuture<Message> came = new CompletableFuture<>();
        NatsSubscription subscription = other.subscribe("goes.out", came::complete);
        runtime.blockOn(other.flush());
        runtime.execute(0, () -> {
            for (int i = 0; i < 6; i++) {
                nats.publish("heavy", new byte[1 << 20]);
            }
            runtime.execute(0, () -> {
                nats.publish("goes.out", bytes("x"));
                nats.shutdown().subscribe();
            });
        });
        assertThat(came).succeedsWithin(SOON);
        subscription.unsubscribe();
    }

    @Test
    void aSubscriptionThatWasBeingDrainedDoesNotComeBackWithTheConnection() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(server.port());
                NatsAdapter nats = open(runtime, "nats://127.0.0.1:" + proxy.port())) {
            NatsSubscription subscription = nats.subscribe("drained", message -> {});
            runtime.blockOn(nats.flush().timeout(SOON));
            proxy.freeze();
            CompletableFuture<Void> drained = subscription.drain().toFuture();
            CompletableFuture<Void> flushed = nats.flush().toFuture(); // behind it
            runtime.blockOn(nats.writable().timeout(SOON));
            proxy.cut();
            assertThat(flushed).failsWithin(SOON);
            assertThat(drained).succeedsWithin(SOON);
            Awaitility.await().atMost(SOON).until(() -> nats.stats().reconnects() == 1);
            runtime.blockOn(nats.flush().timeout(SOON));
            hasNoSubscriber("drained");
        }
    }

    @Test
    void withItsRuntimeGoneWhatWaitsFailsAndClosingEnds() {
        AsyncRuntime gone = runtime();
        NatsAdapter nats = open(gone, server.uri());
        nats.subscribe("silent", request -> {});
        CompletableFuture<Message> waiting =
                nats.request("silent", null, bytes("?"), Duration.ZERO).toFuture();
        gone.blockOn(nats.flush().timeout(SOON));
        gone.close();
        assertThat(nats.shutdown().toFuture()).succeedsWithin(SOON);
        assertThat(waiting).failsWithin(SOON);
        assertThatThrownBy(() -> nats.publish("x", bytes("x"))).isInstanceOf(NatsClosedException.class);
    }
}
