package dev.plinth.it.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.nats.MayHaveArrivedException;
import dev.plinth.nats.NatsAdapter;
import dev.plinth.nats.NatsClosedException;
import dev.plinth.nats.NatsLimitException;
import dev.plinth.servers.FaultProxy;
import dev.plinth.servers.NatsServer;
import io.nats.client.Message;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** Servers that are killed and come back, connections that are cut, reset or go silent. */
class NatsOutagesTest extends NatsSuite {

    @Test
    void afterARestartSubscriptionsAreThereAndWhatWaitedIsSent() {
        List<String> handled = new CopyOnWriteArrayList<>();
        List<String> flux = new CopyOnWriteArrayList<>();
        nats.subscribe("back", message -> handled.add(text(message)));
        nats.subscribe("back").map(NatsSuite::text).subscribe(flux::add);
        runtime.blockOn(nats.flush().timeout(PATIENCE));
        server.stop();
        await().atMost(PATIENCE).until(() -> "reconnecting".equals(nats.info().get("status")));
        for (int i = 0; i < 100; i++) {
            nats.publish("back", bytes("" + i));
        }
        CompletableFuture<Message> answer =
                nats.request("ask", null, bytes("?"), PATIENCE).toFuture();
        nats.subscribe("ask", request -> nats.reply(request, bytes("!")));
        server.startAgain();
        await().atMost(PATIENCE).until(() -> handled.size() == 100 && flux.size() == 100);
        assertThat(handled).startsWith("0").endsWith("99");
        assertThat(answer)
                .satisfiesAnyOf( // the request was put in before its responder, which is no reason to wait
                        future -> assertThat(future).succeedsWithin(PATIENCE),
                        future -> assertThat(future).failsWithin(PATIENCE));
        assertThat(nats.stats().reconnects()).isEqualTo(1);
    }

    @Test
    void everyConfirmedMessageIsInTheStreamAfterAKill() throws Exception {
        NatsAdapter publisher = open(options(server.uri()));
        runtime.blockOn(publisher.jnats())
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("KEPT" + backend.charAt(0) + backend.length())
                        .subjects("kept." + backend)
                        .storageType(StorageType.File)
                        .build());
        Set<Long> confirmed = ConcurrentHashMap.newKeySet();
        AtomicInteger failed = new AtomicInteger();
        AtomicInteger sent = new AtomicInteger();
        for (int i = 0; i < 2_000; i++) {
            if (i == 1_000) {
                server.stop();
                await().atMost(PATIENCE)
                        .until(() -> publisher.info().get("status").equals("reconnecting"));
                server.startAgain();
            }
            sent.incrementAndGet();
            publisher
                    .store("kept." + backend, null, bytes("" + i), Duration.ofSeconds(10))
                    .subscribe(ack -> confirmed.add(ack.sequence()), error -> failed.incrementAndGet());
        }
        await().atMost(PATIENCE).until(() -> confirmed.size() + failed.get() == sent.get());
        assertThat(confirmed).hasSizeGreaterThan(500);
        long stored = runtime.blockOn(publisher.jnats())
                .jetStreamManagement()
                .getStreamInfo("KEPT" + backend.charAt(0) + backend.length())
                .getStreamState()
                .getLastSequence();
        assertThat(stored)
                .isGreaterThanOrEqualTo(
                        confirmed.stream().mapToLong(x -> x).max().orElseThrow());
        publisher.close();
    }

    @Test
    void aConnectionThatIsCutOrResetComesBackAndItsRequestsFail() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(server.port());
                NatsAdapter through = open(options(uri(proxy)))) {
            for (boolean reset : new boolean[] {false, true}) {
                nats.subscribe("silent", request -> {});
                runtime.blockOn(nats.flush());
                CompletableFuture<Message> waiting =
                        through.request("silent", null, bytes("?"), PATIENCE).toFuture();
                runtime.blockOn(through.flush().timeout(PATIENCE));
                long before = through.stats().reconnects();
                if (reset) {
                    proxy.reset();
                } else {
                    proxy.cut();
                }
                assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(MayHaveArrivedException.class)
                        .hasMessageContaining("silent");
                await().atMost(PATIENCE).until(() -> through.stats().reconnects() == before + 1);
                runtime.blockOn(through.flush().timeout(PATIENCE));
            }
        }
    }

    private static String uri(FaultProxy proxy) {
        return "nats://127.0.0.1:" + proxy.port();
    }

    @Test
    void aConnectionThatGoesSilentIsReplaced() {
        try (FaultProxy proxy = FaultProxy.to(server.port());
                NatsAdapter through = open(
                        options(uri(proxy)).pingInterval(Duration.ofMillis(100)).maxPingsOut(2))) {
            proxy.freeze();
            await().atMost(PATIENCE).until(() -> through.stats().reconnects() >= 1);
            runtime.blockOn(through.flush().timeout(PATIENCE));
        }
    }

    @Test
    void withoutAConnectionTheLimitRefuses() {
        server.stop();
        try {
            await().atMost(PATIENCE)
                    .until(() -> "reconnecting".equals(nats.info().get("status")));
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            nats.publish("x", new byte[1 << 20]);
                        }
                    })
                    .isInstanceOf(NatsLimitException.class)
                    .hasMessageContaining("no connection");
        } finally {
            server.startAgain();
        }
        runtime.blockOn(nats.flush().timeout(PATIENCE));
    }

    @Test
    void aClusterGoesOnWithAnotherServerAndWithoutOneItEnds() throws Exception {
        List<NatsServer> cluster = NatsServer.cluster(2);
        try {
            NatsAdapter member = open(options(cluster.get(0).uri()).maxReconnects(5));
            CompletableFuture<String> came = new CompletableFuture<>();
            CompletableFuture<Void> ended = new CompletableFuture<>();
            member.subscribe("c", message -> came.complete(text(message)));
            member.subscribe("c").subscribe(m -> {}, ended::completeExceptionally, () -> ended.complete(null));
            runtime.blockOn(member.flush());
            cluster.get(0).stop();
            await().atMost(PATIENCE).until(() -> member.stats().reconnects() == 1);
            assertThat(member.info().get("server"))
                    .contains(":" + cluster.get(1).port());
            member.publish("c", bytes("on"));
            assertThat(came.get(20, TimeUnit.SECONDS)).isEqualTo("on");
            cluster.get(1).stop();
            assertThatThrownBy(() -> ended.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(NatsClosedException.class);
            assertThatThrownBy(() -> member.publish("c", bytes("x"))).isInstanceOf(NatsClosedException.class);
            member.close();
        } finally {
            cluster.forEach(NatsServer::close);
        }
    }

    @Test
    void aPullConsumersMessagesComeAsTheyAreAskedForAlsoAfterARestart() throws Exception {
        io.nats.client.JetStreamManagement management =
                runtime.blockOn(nats.jnats()).jetStreamManagement();
        management.addStream(StreamConfiguration.builder()
                .name("PULLED")
                .subjects("pulled")
                .storageType(StorageType.File)
                .build());
        management.addOrUpdateConsumer(
                "PULLED",
                io.nats.client.api.ConsumerConfiguration.builder().durable("c").build());
        runtime.blockOn(Flux.range(0, 1_000)
                .flatMapSequential(i -> nats.store("pulled", bytes("" + i)), 1_000) // one thread's: in its order
                .then()
                .timeout(PATIENCE));
        List<String> taken = new CopyOnWriteArrayList<>();
        BaseSubscriber<Message> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                subscription.request(7);
            }

            @Override
            protected void hookOnNext(Message message) {
                taken.add(text(message));
                message.ack();
            }
        };
        nats.consume("PULLED", "c").subscribe(subscriber);
        await().atMost(PATIENCE).until(() -> taken.size() == 7);
        runtime.blockOn(nats.flush());
        assertThat(taken).hasSize(7);
        subscriber.request(500);
        await().atMost(PATIENCE).until(() -> taken.size() == 507);
        server.stop();
        server.startAgain();
        subscriber.request(Long.MAX_VALUE);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(taken).contains("507", "999"));
        assertThat(taken).startsWith("0", "1", "2").endsWith("999");
        subscriber.cancel();
        assertThatThrownBy(() ->
                        runtime.blockOn(nats.consume("PULLED", "other").next().timeout(PATIENCE)))
                .hasMessageContaining("'other'")
                .hasMessageContaining("PULLED");
    }
}
