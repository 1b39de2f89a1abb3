package dev.plinth.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.servers.FaultProxy;
import dev.plinth.servers.NatsServer;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Options;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** The engine against a real server. */
class NatsAdapterTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static NatsServer server;
    private static AsyncRuntime runtime;

    private NatsAdapter nats;

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

    @BeforeEach
    void open() {
        nats = runtime.blockOn(NatsAdapter.connect(
                runtime, Options.builder().server(server.uri()).connectionTimeout(SOON)));
    }

    @AfterEach
    void close() {
        nats.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Message message) {
        return new String(message.getData(), StandardCharsets.UTF_8);
    }

    @Test
    void aMessageArrivesWithAllItsParts() throws Exception {
        CompletableFuture<Message> came = new CompletableFuture<>();
        CompletableFuture<Integer> core = new CompletableFuture<>();
        nats.subscribe("parts.*", message -> {
            core.complete(runtime.currentCore());
            came.complete(message);
        });
        nats.publish("parts.one", "answer.here", new Headers().add("key", "a", "b"), bytes("hällo"));
        Message message = came.get(20, TimeUnit.SECONDS);
        assertThat(message.getSubject()).isEqualTo("parts.one");
        assertThat(message.getReplyTo()).isEqualTo("answer.here");
        assertThat(message.getHeaders().get("key")).containsExactly("a", "b");
        assertThat(text(message)).isEqualTo("hällo");
        assertThat(core.get()).isEqualTo(Integer.parseInt(nats.info().get("core")));
    }

    @Test
    void messagesOfAThreadArriveInOrder() {
        List<Integer> came = new CopyOnWriteArrayList<>();
        nats.subscribe("order", message -> came.add(Integer.parseInt(text(message))));
        List<Integer> sent = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            nats.publish("order", bytes(Integer.toString(i)));
            sent.add(i);
        }
        Awaitility.await().atMost(SOON).until(() -> came.size() == 5_000);
        assertThat(came).isEqualTo(sent);
    }

    @Test
    void largeMessagesAndMuchAtOnceArriveWhole() {
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        nats.subscribe("large", message -> sizes.add(message.getData().length));
        for (int i = 0; i < 40; i++) {
            nats.publish("large", new byte[i % 2 == 0 ? 1 << 20 : i]);
        }
        Awaitility.await().atMost(SOON).until(() -> sizes.size() == 40);
        for (int i = 0; i < 40; i++) {
            assertThat(sizes.get(i)).isEqualTo(i % 2 == 0 ? 1 << 20 : i);
        }
    }

    @Test
    void aRequestIsAnswered() {
        nats.subscribe("double", request -> nats.reply(request, bytes(text(request) + text(request))));
        List<String> answers = runtime.blockOn(Flux.range(0, 1_000)
                .flatMap(i -> nats.request("double", bytes("x" + i)), 64)
                .map(NatsAdapterTest::text)
                .collectList()
                .timeout(SOON));
        assertThat(answers).hasSize(1_000).contains("x0x0", "x999x999");
        assertThat(nats.stats().pendingRequests()).isZero();
    }

    @Test
    void aRequestThatNobodyHandlesFailsAtOnceAndOneThatIsNotAnsweredInTime() {
        assertThatThrownBy(() -> runtime.blockOn(nats.request("nobody", bytes("x"))))
                .isInstanceOf(NoRespondersException.class)
                .hasMessageContaining("nobody");
        nats.subscribe("silent", request -> {});
        assertThatThrownBy(() -> runtime.blockOn(nats.request("silent", null, bytes("x"), Duration.ofMillis(50))))
                .isInstanceOf(RequestTimeoutException.class)
                .hasMessageContaining("50 ms");
        assertThat(nats.stats().pendingRequests()).isZero();
    }

    @Test
    void aQueueGroupSharesTheMessages() {
        List<String> all = new CopyOnWriteArrayList<>();
        nats.subscribe("work", "group", message -> all.add("a" + text(message)));
        nats.subscribe("work", "group", message -> all.add("b" + text(message)));
        for (int i = 0; i < 200; i++) {
            nats.publish("work", bytes(" " + i));
        }
        runtime.blockOn(nats.flush().timeout(SOON));
        assertThat(all).hasSize(200).anyMatch(one -> one.startsWith("a")).anyMatch(one -> one.startsWith("b"));
    }

    @Test
    void aFluxGetsWhatItAsksFor() {
        CompletableFuture<List<String>> taken = nats.subscribe("flux")
                .map(NatsAdapterTest::text)
                .take(3)
                .collectList()
                .toFuture();
        for (int i = 0; i < 5; i++) {
            nats.publish("flux", bytes(Integer.toString(i)));
        }
        assertThat(taken).succeedsWithin(SOON).isEqualTo(List.of("0", "1", "2"));
    }

    @Test
    void aSubscriptionThatIsDrainedHasHandledAll() {
        List<String> came = new CopyOnWriteArrayList<>();
        NatsSubscription subscription = nats.subscribe("drain", message -> came.add(text(message)));
        for (int i = 0; i < 1_000; i++) {
            nats.publish("drain", bytes("x"));
        }
        runtime.blockOn(nats.flush().then(subscription.drain()).timeout(SOON));
        assertThat(came).hasSize(1_000);
        assertThat(subscription.received()).isEqualTo(1_000);
        nats.publish("drain", bytes("late"));
        runtime.blockOn(nats.flush().timeout(SOON));
        assertThat(came).hasSize(1_000);
    }

    @Test
    void jetStreamStoresAndSaysSo() throws Exception {
        runtime.blockOn(nats.jnats())
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("ENGINE")
                        .subjects("engine.>")
                        .storageType(StorageType.Memory)
                        .build());
        List<Long> sequences = runtime.blockOn(Flux.range(0, 500)
                .flatMapSequential(i -> nats.store("engine.a", bytes("x")), 100)
                .map(JetStreamAck::sequence)
                .collectList()
                .timeout(SOON));
        assertThat(sequences).hasSize(500).startsWith(1L).endsWith(500L);
        Headers id = new Headers().add("Nats-Msg-Id", "once");
        assertThat(runtime.blockOn(nats.store("engine.a", id, bytes("x"), SOON)).duplicate())
                .isFalse();
        JetStreamAck again = runtime.blockOn(nats.store("engine.a", id, bytes("x"), SOON));
        assertThat(again).isEqualTo(new JetStreamAck("ENGINE", 501, true));
        Headers wrong = new Headers().add("Nats-Expected-Last-Sequence", "7");
        assertThatThrownBy(() -> runtime.blockOn(nats.store("engine.a", wrong, bytes("x"), SOON)))
                .hasMessageContaining("did not store")
                .hasMessageContaining("wrong last sequence");
    }

    @Test
    void whatIsTooLargeOrNoSubjectIsRefused() {
        assertThatThrownBy(() -> nats.publish("x", new byte[2 << 20]))
                .isInstanceOf(NatsLimitException.class)
                .hasMessageContaining("max_payload");
        assertThatThrownBy(() -> nats.publish("a b", bytes("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a b'");
        assertThatThrownBy(() -> runtime.blockOn(nats.request("a b", bytes("x"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void publishingAFluxAsksForMoreAsItGoesOut() {
        List<String> came = new CopyOnWriteArrayList<>();
        nats.subscribe("many", message -> came.add(text(message)));
        Flux<Message> source = Flux.range(0, 3_000)
                .map(i -> io.nats.client.impl.NatsMessage.builder()
                        .subject("many")
                        .data("x" + i)
                        .build());
        runtime.blockOn(nats.publish(source).then(nats.flush()).timeout(SOON));
        assertThat(came).hasSize(3_000).endsWith("x2999");
    }

    @Test
    void afterTheEndAllIsRefused() {
        runtime.blockOn(nats.drain().timeout(SOON));
        assertThatThrownBy(() -> nats.publish("x", bytes("x"))).isInstanceOf(NatsClosedException.class);
        assertThatThrownBy(() -> runtime.blockOn(nats.request("x", bytes("x"))))
                .isInstanceOf(NatsClosedException.class);
        assertThatThrownBy(() -> runtime.blockOn(nats.writable().timeout(SOON)))
                .isInstanceOf(NatsClosedException.class);
        assertThat(nats.info()).containsEntry("status", "closed");
    }

    /** The PING of a flush goes behind what was published, also while other threads publish. */
    @Test
    void aFlushComesBehindWhatWasPublishedWhoeverElsePublishes() throws Exception {
        AtomicInteger came = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        nats.subscribe("flushed", message -> came.incrementAndGet());
        Thread noise = new Thread(() -> {
            while (!enough.get()) {
                nats.publish("noise", bytes("x"));
            }
        });
        noise.start();
        try {
            for (int i = 1; i <= 500; i++) {
                nats.publish("flushed", bytes("x"));
                runtime.blockOn(nats.flush().timeout(SOON));
                assertThat(came.get()).isEqualTo(i);
            }
        } finally {
            enough.set(true);
            noise.join();
        }
    }

    @Test
    void aTimeoutIsNotPutOffByARequestThatIsSentWithinAnother() {
        nats.subscribe("mute", request -> {});
        nats.request("mute", null, bytes("x"), Duration.ofMillis(50))
                .onErrorResume(late -> nats.request("mute", null, bytes("again"), Duration.ofMinutes(10)))
                .subscribe(answer -> {}, closed -> {});
        assertThat(nats.request("mute", null, bytes("x"), Duration.ofMillis(200))
                        .toFuture())
                .failsWithin(SOON)
                .withThrowableThat()
                .withCauseInstanceOf(RequestTimeoutException.class);
        assertThatThrownBy(() -> nats.request("mute", null, bytes("x"), Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void oneRequestTooManyIsNotSent() {
        try (AsyncRuntime few = AsyncRuntime.create(RuntimeConfig.builder()
                        .backend("netty-nio")
                        .cores(1)
                        .set(NatsConfig.PENDING_REQUESTS, 2)
                        .build());
                NatsAdapter limited = few.blockOn(NatsAdapter.connect(
                        few, Options.builder().server(server.uri()).connectionTimeout(SOON)))) {
            List<Message> asked = new CopyOnWriteArrayList<>();
            nats.subscribe("held", asked::add);
            runtime.blockOn(nats.flush().timeout(SOON));
            List<CompletableFuture<Message>> two = List.of(
                    limited.request("held", bytes("1")).toFuture(),
                    limited.request("held", bytes("2")).toFuture());
            assertThatThrownBy(() -> few.blockOn(limited.request("held", bytes("3"))))
                    .isInstanceOf(NatsLimitException.class)
                    .hasMessageContaining("not sent");
            few.blockOn(limited.flush().timeout(SOON));
            runtime.blockOn(nats.flush().timeout(SOON));
            assertThat(asked).extracting(NatsAdapterTest::text).containsExactly("1", "2");
            asked.forEach(request -> nats.reply(request, bytes("!")));
            two.forEach(answer -> assertThat(answer).succeedsWithin(SOON));
            CompletableFuture<Message> next =
                    limited.request("held", bytes("4")).toFuture();
            Awaitility.await().atMost(SOON).until(() -> asked.size() == 3);
            nats.reply(asked.get(2), bytes("!"));
            assertThat(next).succeedsWithin(SOON);
        }
    }

    @Test
    void aPullConsumerWithLimitsOfItsOwnIsAskedForNoMore() throws Exception {
        JetStreamManagement management = runtime.blockOn(nats.jnats()).jetStreamManagement();
        management.addStream(StreamConfiguration.builder()
                .name("LIMITED")
                .subjects("limited")
                .storageType(StorageType.Memory)
                .build());
        management.addOrUpdateConsumer(
                "LIMITED",
                ConsumerConfiguration.builder()
                        .durable("c")
                        .maxBatch(3)
                        .maxExpires(2_000)
                        .build());
        Flux.range(0, 10).subscribe(i -> nats.publish("limited", bytes("" + i)));
        assertThat(runtime.blockOn(nats.consume("LIMITED", "c")
                        .doOnNext(Message::ack)
                        .map(NatsAdapterTest::text)
                        .take(10)
                        .collectList()
                        .timeout(SOON)))
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    /** What was asked for on a connection that is lost is not delivered on top of what is asked for on the next one. */
    @Test
    void aPullConsumerGetsWhatItAskedForOnceHoweverOftenItReconnects() throws Exception {
        JetStreamManagement management = runtime.blockOn(nats.jnats()).jetStreamManagement();
        management.addStream(StreamConfiguration.builder()
                .name("ONCE")
                .subjects("once")
                .storageType(StorageType.Memory)
                .build());
        management.addOrUpdateConsumer(
                "ONCE", ConsumerConfiguration.builder().durable("c").build());
        try (FaultProxy proxy = FaultProxy.to(server.port());
                NatsAdapter through = runtime.blockOn(NatsAdapter.connect(
                        runtime,
                        Options.builder()
                                .server("nats://127.0.0.1:" + proxy.port())
                                .connectionTimeout(SOON)
                                .reconnectWait(Duration.ofMillis(20))))) {
            List<String> came = new CopyOnWriteArrayList<>();
            through.consume("ONCE", "c").take(5).map(NatsAdapterTest::text).subscribe(came::add);
            for (int i = 1; i <= 3; i++) {
                Awaitility.await()
                        .atMost(SOON)
                        .until(() -> management.getConsumerInfo("ONCE", "c").getNumWaiting() > 0);
                proxy.cut();
                int times = i;
                Awaitility.await().atMost(SOON).until(() -> through.stats().reconnects() == times);
                runtime.blockOn(through.flush().timeout(SOON));
            }
            runtime.blockOn(Flux.range(0, 20)
                    .concatMap(i -> nats.store("once", bytes("" + i)))
                    .then()
                    .timeout(SOON));
            Awaitility.await().atMost(SOON).until(() -> came.size() == 5);
            assertThat(came).containsExactly("0", "1", "2", "3", "4");
            assertThat(management.getConsumerInfo("ONCE", "c").getDelivered().getConsumerSequence())
                    .isEqualTo(5);
        }
    }
}
