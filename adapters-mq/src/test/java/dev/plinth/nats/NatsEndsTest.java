package dev.plinth.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.PlinthException;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.servers.FaultProxy;
import dev.plinth.servers.NatsServer;
import io.nats.client.Message;
import io.nats.client.Options;
import io.nats.client.impl.NatsMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

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

    /** Between its closing and its being told that it is closed. */
    @Test
    void whatAConnectionThatIsJustBeingClosedDoesNotTakeGoesToTheNextOne() {
        Engine engine = new Engine(
                runtime,
                0,
                PlinthNats.options(
                        runtime,
                        Options.builder()
                                .server(server.uri())
                                .connectionTimeout(SOON)
                                .reconnectWait(Duration.ofMillis(20))));
        runtime.blockOn(engine.connector().start());
        CompletableFuture<Message> came = new CompletableFuture<>();
        NatsSubscription subscription = other.subscribe("kept", came::complete);
        runtime.blockOn(other.flush());
        CompletableFuture<JetStreamAck> stored = new CompletableFuture<>();
        runtime.execute(0, () -> {
            engine.writableSession().fail(new PlinthException("cut"));
            engine.publish("kept", null, null, bytes("x"));
            engine.requests()
                    .store("no.stream", null, bytes("x"), SOON)
                    .subscribe(stored::complete, stored::completeExceptionally);
            engine.outgoing().flushNow();
        });
        assertThat(came).succeedsWithin(SOON);
        assertThat(stored)
                .failsWithin(SOON)
                .withThrowableThat()
                .withCauseInstanceOf(NoRespondersException.class); // the server's answer: it was sent
        subscription.unsubscribe();
        runtime.blockOn(engine.close(new NatsClosedException("the end"), null));
    }

    @Test
    void whatIsPublishedFromAFluxFailsAndLetsGoOfItWhenTheAdapterIsClosed() {
        FaultProxy proxy = FaultProxy.to(server.port());
        NatsAdapter nats = open(runtime, "nats://127.0.0.1:" + proxy.port());
        proxy.close();
        Awaitility.await()
                .atMost(SOON)
                .until(() -> "reconnecting".equals(nats.info().get("status")));
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Void> published = nats.publish(Flux.range(0, 1_000)
                        .<Message>map(i -> NatsMessage.builder()
                                .subject("many")
                                .data("" + asked.incrementAndGet())
                                .build())
                        .doOnCancel(() -> cancelled.complete(null)))
                .toFuture();
        assertThat(asked.get()).isLessThan(1_000); // it waits for a connection
        nats.close();
        assertThat(published).failsWithin(SOON);
        assertThat(cancelled).succeedsWithin(SOON);
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
