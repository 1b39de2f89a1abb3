package dev.plinth.it.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.it.faults.Log;
import dev.plinth.nats.JetStreamAck;
import dev.plinth.nats.NatsAdapter;
import dev.plinth.nats.NatsConfig;
import io.nats.client.Message;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** The engine: publish, subscribe, requests, JetStream, backpressure. */
class MessagesTest extends NatsSuite {

    @Test
    void messagesWithHeadersGoToEachSubscriberAndToOneOfAGroup() throws Exception {
        CompletableFuture<Message> first = new CompletableFuture<>();
        CompletableFuture<Message> second = new CompletableFuture<>();
        List<Message> group = new CopyOnWriteArrayList<>();
        nats.subscribe("m.>", first::complete);
        nats.subscribe("m.*", second::complete);
        nats.subscribe("m.x", "group", group::add);
        nats.subscribe("m.x", "group", group::add);
        nats.publish("m.x", "reply", new Headers().add("k", "v"), bytes("ü"));
        runtime.blockOn(nats.flush().timeout(PATIENCE));
        assertThat(text(first.get(20, TimeUnit.SECONDS))).isEqualTo("ü");
        assertThat(second.get(20, TimeUnit.SECONDS).getHeaders().getFirst("k")).isEqualTo("v");
        assertThat(group).hasSize(1);
    }

    @Test
    void requestsFromThreadsAndCores() {
        nats.subscribe("echo", request -> nats.reply(request, request.getData()));
        List<String> fromOutside = runtime.blockOn(Flux.range(0, 200)
                .flatMap(i -> nats.request("echo", bytes("" + i)), 64)
                .map(NatsSuite::text)
                .collectList()
                .timeout(PATIENCE));
        assertThat(fromOutside).hasSize(200);
        for (int core = 0; core < runtime.cores(); core++) {
            int here = core;
            List<String> fromCore = runtime.blockOn(runtime.spawnOn(
                            here,
                            () -> Flux.range(0, 200)
                                    .flatMap(i -> nats.request("echo", bytes("" + i)), 64)
                                    .map(NatsSuite::text)
                                    .collectList())
                    .flatMap(inner -> inner)
                    .timeout(PATIENCE));
            assertThat(fromCore).hasSize(200);
        }
        assertThat(nats.stats().pendingRequests()).isZero();
        assertThat(nats.stats().lateReplies()).isZero();
    }

    @Test
    void jetStreamConfirmsEveryMessage() throws Exception {
        runtime.blockOn(nats.jnats())
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("STORED")
                        .subjects("stored.>")
                        .storageType(StorageType.Memory)
                        .build());
        List<JetStreamAck> acks = runtime.blockOn(Flux.range(0, 500)
                .flatMap(i -> nats.store("stored.x", bytes("" + i)), 100)
                .collectList()
                .timeout(PATIENCE));
        assertThat(acks).extracting(JetStreamAck::sequence).hasSize(500).doesNotHaveDuplicates();
    }

    @Test
    void drainingHandlesWhatCameAndSendsWhatWasPublished() throws Exception {
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        nats.subscribe("out", message -> sizes.add(message.getData().length));
        runtime.blockOn(nats.flush());
        NatsAdapter leaving = open(options(uri));
        CompletableFuture<List<String>> flux = leaving.subscribe("in")
                .map(NatsSuite::text)
                .collectList() // which ends when the subscription does
                .toFuture();
        runtime.blockOn(leaving.flush());
        for (int i = 0; i < 500; i++) {
            nats.publish("in", bytes("" + i));
            leaving.publish("out", bytes("12345"));
        }
        runtime.blockOn(nats.flush());
        runtime.blockOn(leaving.drain().timeout(PATIENCE));
        assertThat(flux.get(20, TimeUnit.SECONDS)).hasSize(500).startsWith("0").endsWith("499");
        await().atMost(PATIENCE).until(() -> sizes.size() == 500);
        assertThat(leaving.info()).containsEntry("status", "closed");
    }

    @Test
    void aSlowSubscriberLosesTheNewestAndIsTold() {
        RuntimeConfig small = RuntimeConfig.builder()
                .backend(backend)
                .cores(1)
                .set(NatsConfig.PENDING_MESSAGES, 100)
                .build();
        try (Log log = Log.open();
                AsyncRuntime own = AsyncRuntime.create(small);
                NatsAdapter slow = own.blockOn(NatsAdapter.connect(own, uri))) {
            List<String> taken = new CopyOnWriteArrayList<>();
            BaseSubscriber<Message> subscriber = new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                    subscription.request(10);
                }

                @Override
                protected void hookOnNext(Message message) {
                    taken.add(text(message));
                }
            };
            slow.subscribe("slow").subscribe(subscriber);
            own.blockOn(slow.flush());
            for (int i = 0; i < 1_000; i++) {
                nats.publish("slow", bytes("" + i));
            }
            await().atMost(PATIENCE).until(() -> slow.stats().dropped() == 890);
            assertThat(taken).hasSize(10);
            assertThat(log.has("WARN", "'slow'", "too slow: 100 messages", NatsConfig.PENDING_MESSAGES.name()))
                    .as(log.text())
                    .isTrue();
            subscriber.request(Long.MAX_VALUE);
            await().atMost(PATIENCE).until(() -> taken.size() == 110);
            assertThat(log.has("WARN", "'slow' has caught up; 890 messages were dropped"))
                    .as(log.text())
                    .isTrue();
            nats.publish("slow", bytes("again"));
            await().atMost(PATIENCE).until(() -> taken.contains("again"));
            assertThat(taken).startsWith("0", "1").doesNotContain("500");
        }
    }

    @Test
    void aFastPublisherIsHeldUpAndLosesNothing() {
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        nats.subscribe("fast", message -> sizes.add(message.getData().length));
        for (int i = 0; i < 100; i++) {
            nats.publish("fast", new byte[200_000]);
        }
        await().atMost(PATIENCE).until(() -> sizes.size() == 100);
        assertThat(sizes).containsOnly(200_000);
    }
}
