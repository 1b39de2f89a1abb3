package dev.plinth.it.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.nats.PlinthNats;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.MessageConsumer;
import io.nats.client.Nats;
import io.nats.client.ObjectStore;
import io.nats.client.OrderedConsumerContext;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.Subscription;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.OrderedConsumerConfiguration;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** jnats' own API, as a service with jnats code of its own has it. */
@SuppressWarnings("try") // jnats' consumers say that closing them may be interrupted
class JnatsTest extends NatsSuite {

    private Connection jnats;
    private String stream;

    @BeforeEach
    void connect() throws Exception {
        jnats = Nats.connect(PlinthNats.options(runtime, options(server.uri())));
        stream = "J" + System.nanoTime();
        jnats.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name(stream)
                        .subjects(stream + ".>")
                        .storageType(StorageType.Memory)
                        .build());
    }

    @AfterEach
    void disconnect() throws Exception {
        jnats.close();
    }

    @Test
    void messagesRequestsAndDrain() throws Exception {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        jnats.createDispatcher(request -> {
                    threads.add(Thread.currentThread());
                    jnats.publish(request.getReplyTo(), request.getData());
                })
                .subscribe("jecho", "group");
        assertThat(text(jnats.request("jecho", bytes("x"), PATIENCE))).isEqualTo("x");
        assertThat(threads).singleElement().satisfies(thread -> {
            assertThat(thread.toString()).startsWith("VirtualThread["); // isVirtual() is younger than Java 17
            assertThat(thread.getName()).startsWith("plinth-nats-");
        });
        Subscription subscription = jnats.subscribe("jorder");
        for (int i = 0; i < 2_000; i++) {
            jnats.publish("jorder", bytes("" + i));
        }
        for (int i = 0; i < 2_000; i++) {
            assertThat(text(subscription.nextMessage(PATIENCE))).isEqualTo("" + i);
        }
        assertThat(jnats.drain(PATIENCE).get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void jetStreamPublishesAndEachKindOfConsumerReads() throws Exception {
        JetStream jetStream = jnats.jetStream();
        PublishAck ack = jetStream.publish(stream + ".a", bytes("0"));
        assertThat(ack.getSeqno()).isEqualTo(1);
        List<CompletableFuture<PublishAck>> acks = new ArrayList<>();
        for (int i = 1; i < 100; i++) {
            acks.add(jetStream.publishAsync(stream + ".a", bytes("" + i)));
        }
        for (CompletableFuture<PublishAck> one : acks) {
            assertThat(one.get(20, TimeUnit.SECONDS).getStream()).isEqualTo(stream);
        }
        List<String> pushed = new CopyOnWriteArrayList<>();
        jetStream.subscribe(stream + ".a", jnats.createDispatcher(), message -> pushed.add(text(message)), true);
        await().atMost(PATIENCE).until(() -> pushed.size() == 100);
        JetStreamSubscription pull = jetStream.subscribe(
                stream + ".a", PullSubscribeOptions.builder().durable("d").build());
        List<Message> pulled = pull.fetch(100, PATIENCE);
        pulled.forEach(Message::ack);
        assertThat(pulled).hasSize(100);
        OrderedConsumerContext ordered =
                jnats.getStreamContext(stream).createOrderedConsumer(new OrderedConsumerConfiguration());
        List<String> inOrder = new CopyOnWriteArrayList<>();
        try (MessageConsumer consumer = ordered.consume(message -> inOrder.add(text(message)))) {
            assertThat(consumer).isNotNull();
            await().atMost(PATIENCE).until(() -> inOrder.size() == 100);
        }
        assertThat(inOrder).startsWith("0", "1").endsWith("98", "99");
    }

    @Test
    void keyValueAndObjectStore() throws Exception {
        jnats.keyValueManagement()
                .create(KeyValueConfiguration.builder()
                        .name(stream)
                        .storageType(StorageType.Memory)
                        .build());
        jnats.keyValue(stream).put("key", "value");
        assertThat(jnats.keyValue(stream).get("key").getValueAsString()).isEqualTo("value");
        jnats.objectStoreManagement()
                .create(ObjectStoreConfiguration.builder("o" + stream)
                        .storageType(StorageType.Memory)
                        .build());
        ObjectStore objects = jnats.objectStore("o" + stream);
        byte[] large = new byte[300_000];
        large[299_999] = 7;
        objects.put("large", large);
        ByteArrayOutputStream back = new ByteArrayOutputStream();
        objects.get("large", back);
        assertThat(back.toByteArray()).isEqualTo(large);
    }

    @Test
    void afterARestartItsSubscriptionsAreThere() throws Exception {
        Subscription subscription = jnats.subscribe("jback");
        jnats.flush(PATIENCE);
        server.stop();
        await().atMost(PATIENCE).until(() -> jnats.getStatus() != Connection.Status.CONNECTED);
        server.startAgain();
        await().atMost(PATIENCE).until(() -> jnats.getStatus() == Connection.Status.CONNECTED);
        await().ignoreExceptions().atMost(PATIENCE).until(() -> {
            jnats.publish("jback", bytes("x"));
            return subscription.nextMessage(Duration.ofMillis(200)) != null;
        });
    }
}
