package dev.plinth.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.kafka.KafkaAdapter;
import dev.plinth.kafka.KafkaReceiver;
import dev.plinth.kafka.KafkaSender;
import dev.plinth.kafka.Received;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The Reactor types. */
class ReactiveTest extends KafkaSuite {

    private KafkaSender<String, String> sender(Map<String, Object> more) {
        return runtime.blockOn(adapter.sender(more, new StringSerializer(), new StringSerializer()));
    }

    private KafkaReceiver<String, String> receiver(String topic, String group, String protocol) {
        Map<String, Object> config = new HashMap<>(group(group, protocol));
        config.put("auto.commit.interval.ms", 50);
        config.put("max.poll.records", 50);
        config.put("isolation.level", "read_committed");
        return adapter.receiver(List.of(topic), config, new StringDeserializer(), new StringDeserializer());
    }

    private static Flux<ProducerRecord<String, String>> records(String topic, int from, int to) {
        return Flux.range(from, to - from).map(i -> new ProducerRecord<>(topic, "k" + i, "v" + i));
    }

    @Test
    void aSenderNeverBlocksACore() {
        String topic = broker.topic(unique("send"), 3);
        KafkaSender<String, String> sender = sender(Map.of("buffer.memory", 256 << 10, "linger.ms", 1));
        // on a core: the detector of blocking calls would fail it; metadata is missing at first, memory later
        long count = runtime.blockOn(runtime.spawnOn(0, () -> sender)
                .flatMapMany(here -> here.sendAll(
                        Flux.range(0, 3_000).map(i -> new ProducerRecord<>(topic, "k" + i, "x".repeat(500))), 2_000))
                .map(RecordMetadata::offset)
                .count());
        assertThat(count).isEqualTo(3_000);
        assertThat(sender.waiting()).isZero();
        try (Consumer<String, String> consumer = consumer(group(unique("g"), "classic"))) {
            consumer.subscribe(List.of(topic));
            assertThat(poll(consumer, 3_000))
                    .extracting(ConsumerRecord::key)
                    .doesNotHaveDuplicates()
                    .hasSize(3_000);
        }
    }

    @Test
    void aTopicThatDoesNotExistFailsInTime() {
        KafkaSender<String, String> sender = sender(Map.of("max.block.ms", 300));
        StepVerifier.create(sender.send(new ProducerRecord<>(unique("none"), "v")))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(org.apache.kafka.common.errors.TimeoutException.class)
                        .satisfies(Contexts::isExplained))
                .verify(PATIENCE);
    }

    @Test
    void aRecordOverTheLimitFails() {
        String topic = broker.topic(unique("limit"), 1);
        StepVerifier.create(sender(Map.of()).send(new ProducerRecord<>(topic, "x".repeat(2_000_000))))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(org.apache.kafka.common.errors.RecordTooLargeException.class)
                        .satisfies(Contexts::isExplained))
                .verify(PATIENCE);
    }

    @Test
    void noMoreIsReceivedThanIsAskedFor() {
        String topic = broker.topic(unique("demand"), 2);
        sender(Map.of()).sendAll(records(topic, 0, 1_000), 100).blockLast(PATIENCE);
        for (String protocol : List.of("classic", "consumer")) {
            StepVerifier.create(receiver(topic, unique("g"), protocol).receiveAutoAcknowledge(), 0)
                    .thenRequest(7)
                    .expectNextCount(7)
                    .thenRequest(200)
                    .expectNextCount(200)
                    .thenRequest(Long.MAX_VALUE)
                    .expectNextCount(793)
                    .thenCancel()
                    .verify(PATIENCE);
        }
    }

    @Test
    void aSlowSubscriberHoldsItsConsumerBack() throws Exception {
        String topic = broker.topic(unique("slow"), 2);
        sender(Map.of())
                .sendAll(Flux.range(0, 10_000).map(i -> new ProducerRecord<>(topic, "k" + i, "x".repeat(1_000))), 2_000)
                .blockLast(PATIENCE);
        String group = unique("g");
        Map<String, Object> config = new HashMap<>(group(group, "classic"));
        config.put("max.partition.fetch.bytes", 100_000);
        config.put("max.poll.records", 50);
        config.put("client.id", group);
        StepVerifier.create(
                        adapter.receiver(List.of(topic), config, new StringDeserializer(), new StringDeserializer())
                                .receiveAutoAcknowledge(),
                        1)
                .expectNextCount(1)
                .then(() -> {
                    Awaitility.await()
                            .during(Duration.ofSeconds(2)) // longer than a poll
                            .atMost(PATIENCE)
                            .until(() -> fetched(group) < 2_000_000); // of 10 MB
                })
                .thenRequest(Long.MAX_VALUE)
                .expectNextCount(9_999)
                .thenCancel()
                .verify(PATIENCE);
    }

    /** Bytes that a consumer's connections have brought, by kafka-clients' own account. */
    private static double fetched(String client) {
        try {
            return ((Number) ManagementFactory.getPlatformMBeanServer()
                            .getAttribute(
                                    new ObjectName("kafka.consumer:type=consumer-metrics,client-id=" + client),
                                    "incoming-byte-total"))
                    .doubleValue();
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsNotAcknowledgedComesAgain() {
        String topic = broker.topic(unique("ack"), 1);
        sender(Map.of()).sendAll(records(topic, 0, 100), 100).blockLast(PATIENCE);
        for (String protocol : List.of("classic", "consumer")) {
            KafkaReceiver<String, String> receiver = receiver(topic, unique("g"), protocol);
            List<Received<String, String>> first =
                    receiver.receive().take(60).collectList().block(PATIENCE);
            assertThat(first).hasSize(60);
            receiver.receive()
                    .take(60)
                    .doOnNext(received -> {
                        if (received.record().offset() != 40) {
                            assertThat(received.acknowledge()).isTrue();
                        }
                    })
                    .blockLast(PATIENCE);
            assertThat(receiver.receive().blockFirst(PATIENCE).record().offset())
                    .isEqualTo(40);
        }
    }

    @Test
    void aRebalanceUnderLoadLosesNothingAndDoublesNothingThatWasAcknowledged() {
        String topic = broker.topic(unique("rebalance"), 4);
        KafkaSender<String, String> sender = sender(Map.of());
        for (String protocol : List.of("classic", "consumer")) {
            String group = unique("g");
            Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
            Disposable one = receive(topic, group, protocol, acknowledged);
            int first = protocol.equals("classic") ? 0 : 6_000;
            Disposable sending = records(topic, first, first + 3_000)
                    .concatWith(Mono.fromRunnable(() -> {}))
                    .as(source -> sender.sendAll(source, 50))
                    .subscribe();
            Awaitility.await().atMost(PATIENCE).until(() -> acknowledged.size() > 200);
            Disposable two = receive(topic, group, protocol, acknowledged);
            sender.sendAll(records(topic, first + 3_000, first + 5_000), 50).blockLast(PATIENCE);
            one.dispose();
            sender.sendAll(records(topic, first + 5_000, first + 6_000), 50).blockLast(PATIENCE);
            int expected = first + 6_000;
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> Set.copyOf(acknowledged).size() >= expected);
            assertThat(acknowledged).doesNotHaveDuplicates().hasSize(expected);
            sending.dispose();
            two.dispose();
        }
    }

    private Disposable receive(String topic, String group, String protocol, Queue<String> acknowledged) {
        return receiver(topic, group, protocol).receive().subscribe(received -> {
            if (received.acknowledge()) {
                acknowledged.add(received.record().key());
            }
        });
    }

    @Test
    void exactlyOnceThoughTransactionsFail() {
        String from = broker.topic(unique("from"), 2);
        String to = broker.topic(unique("to"), 2);
        sender(Map.of()).sendAll(records(from, 0, 500), 100).blockLast(PATIENCE);
        KafkaReceiver<String, String> receiver = receiver(from, unique("g"), "classic");
        AtomicInteger seen = new AtomicInteger();
        Map<String, Object> settings = Map.of("transactional.id", unique("eos"));
        Set<String> poisoned = ConcurrentHashMap.newKeySet();
        int processed = receiver.process(settings, new StringSerializer(), new StringSerializer(), record -> {
                    seen.incrementAndGet();
                    if (record.key().equals("k333") && poisoned.add("k333")) {
                        return Mono.error(new IllegalStateException("once"));
                    }
                    return Flux.fromIterable(Arrays.asList(
                            new ProducerRecord<>(to, record.key(), "a"), new ProducerRecord<>(to, record.key(), "b")));
                })
                .retry(1)
                .scan(0, Integer::sum)
                .takeUntil(sum -> sum >= 500 || poisoned.isEmpty() && sum > 500)
                .timeout(PATIENCE)
                .onErrorResume(java.util.concurrent.TimeoutException.class, e -> Mono.empty())
                .blockLast(PATIENCE.multipliedBy(2));
        assertThat(processed).isLessThanOrEqualTo(500);
        assertThat(seen.get()).isGreaterThan(500);
        Map<String, Object> config = new HashMap<>(group(unique("g"), "classic"));
        config.put("isolation.level", "read_committed");
        try (Consumer<String, String> consumer = consumer(config)) {
            consumer.subscribe(List.of(to));
            assertThat(poll(consumer, 1_000))
                    .extracting(record -> record.key() + record.value())
                    .doesNotHaveDuplicates()
                    .hasSize(1_000);
        }
    }

    /** Whatever it throws, an exception of kafka-clients as well: only the transaction's own failures are tried again. */
    @Test
    void aStepThatFailsEndsTheProcessing() {
        String from = broker.topic(unique("from"), 1);
        sender(Map.of()).sendAll(records(from, 0, 1), 1).blockLast(PATIENCE);
        Map<String, Object> settings = Map.of("transactional.id", unique("eos"));
        StepVerifier.create(receiver(from, unique("g"), "classic")
                        .process(
                                settings,
                                new StringSerializer(),
                                new StringSerializer(),
                                record -> Mono.error(
                                        new org.apache.kafka.common.errors.TimeoutException("the step's own"))))
                .expectErrorMessage("the step's own")
                .verify(PATIENCE);
    }

    /** A producer may block: it is called on the receiver's thread, as the next step is. */
    @Test
    void aStepThatEndsOnACoreLeavesItAlone() {
        String from = broker.topic(unique("from"), 1);
        String to = broker.topic(unique("to"), 1);
        sender(Map.of()).sendAll(records(from, 0, 20), 20).blockLast(PATIENCE);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        receiver(from, unique("g"), "classic")
                .process(
                        Map.of("transactional.id", unique("eos")),
                        new StringSerializer(),
                        new StringSerializer(),
                        record -> {
                            threads.add(Thread.currentThread());
                            return Mono.create(sink -> runtime.spawnOn(0, () -> {
                                        sink.success(new ProducerRecord<>(to, record.key(), "a"));
                                        return true;
                                    })
                                    .subscribe());
                        })
                .scan(0, Integer::sum)
                .takeUntil(sum -> sum == 20)
                .blockLast(PATIENCE);
        assertThat(threads)
                .singleElement()
                .satisfies(thread -> assertThat(thread.getName()).isEqualTo("plinth-kafka-poll"));
    }

    /** It would be so each time; and what the step throws is what comes out, checked or not. */
    @Test
    void aRecordThatNoBrokerTakesEndsTheProcessing() {
        String from = broker.topic(unique("from"), 1);
        sender(Map.of()).sendAll(records(from, 0, 1), 1).blockLast(PATIENCE);
        Map<String, Object> settings = Map.of("transactional.id", unique("eos"));
        KafkaReceiver<String, String> receiver = receiver(from, unique("g"), "classic");
        StepVerifier.create(receiver.process(
                        settings,
                        new StringSerializer(),
                        new StringSerializer(),
                        record -> Mono.just(new ProducerRecord<>(from, "x".repeat(2_000_000)))))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(org.apache.kafka.common.KafkaException.class)
                        .hasRootCauseInstanceOf(org.apache.kafka.common.errors.RecordTooLargeException.class)
                        .satisfies(Contexts::isExplained))
                .verify(PATIENCE);
        StepVerifier.create(receiver.process(
                        settings,
                        new StringSerializer(),
                        new StringSerializer(),
                        record -> Mono.error(new java.io.IOException("checked"))))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(java.io.IOException.class)
                        .hasMessage("checked"))
                .verify(PATIENCE);
    }

    @Test
    void aReceiverOfAClosedAdapterSaysSo() {
        KafkaAdapter closed =
                runtime.blockOn(KafkaAdapter.connect(runtime, Map.of("bootstrap.servers", broker.servers())));
        closed.close();
        StepVerifier.create(closed.receiver(
                                List.of("any"),
                                group(unique("g"), "classic"),
                                new StringDeserializer(),
                                new StringDeserializer())
                        .receive())
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("closed"))
                .verify(PATIENCE);
    }
}
