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
import java.util.concurrent.atomic.AtomicReference;
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
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

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

    /** What it fails with. A StepVerifier that waits for it would take a whole processor for that. */
    private static Throwable failure(Publisher<?> failing) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Flux.from(failing)
                .doOnError(failure::set)
                .onErrorResume(error -> Mono.empty())
                .blockLast(PATIENCE);
        return failure.get();
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
        assertThat(failure(sender.send(new ProducerRecord<>(unique("none"), "v"))))
                .isInstanceOf(org.apache.kafka.common.errors.TimeoutException.class)
                .satisfies(Contexts::isExplained);
    }

    @Test
    void aRecordOverTheLimitFails() {
        String topic = broker.topic(unique("limit"), 1);
        assertThat(failure(sender(Map.of()).send(new ProducerRecord<>(topic, "x".repeat(2_000_000)))))
                .isInstanceOf(org.apache.kafka.common.errors.RecordTooLargeException.class)
                .satisfies(Contexts::isExplained);
    }

    @Test
    void noMoreIsReceivedThanIsAskedFor() {
        String topic = broker.topic(unique("demand"), 2);
        sender(Map.of()).sendAll(records(topic, 0, 1_000), 100).blockLast(PATIENCE);
        withBothProtocols(protocol -> {
            Counting counting = new Counting();
            receiver(topic, unique("g"), protocol).receiveAutoAcknowledge().subscribe(counting);
            counting.ask(7);
            counting.ask(200);
            counting.ask(793);
            counting.dispose();
        });
    }

    /** Asks for records, and counts what comes; more than that is an error. */
    private static final class Counting extends BaseSubscriber<Object> {

        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger come = new AtomicInteger();
        private volatile Throwable failure;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // when it is told to
        }

        @Override
        protected void hookOnNext(Object record) {
            assertThat(come.incrementAndGet()).isLessThanOrEqualTo(asked.get());
        }

        @Override
        protected void hookOnError(Throwable error) {
            failure = error;
        }

        /** For so many more, and waits for them. */
        void ask(int count) {
            int all = asked.addAndGet(count);
            request(count);
            Awaitility.await().atMost(PATIENCE).until(() -> come.get() == all || failure != null);
            assertThat(failure).isNull();
        }
    }

    /** Side by side: most of what takes time is the group's coming together. */
    private static void withBothProtocols(java.util.function.Consumer<String> test) {
        Flux.just("classic", "consumer")
                .flatMap(protocol ->
                        Mono.fromRunnable(() -> test.accept(protocol)).subscribeOn(Schedulers.boundedElastic()))
                .blockLast(PATIENCE.multipliedBy(2));
    }

    @Test
    void aSlowSubscriberHoldsItsConsumerBack() throws Exception {
        String topic = broker.topic(unique("slow"), 2);
        sender(Map.of())
                .sendAll(Flux.range(0, 5_000).map(i -> new ProducerRecord<>(topic, "k" + i, "x".repeat(1_000))), 2_000)
                .blockLast(PATIENCE);
        String group = unique("g");
        Map<String, Object> config = new HashMap<>(group(group, "classic"));
        config.put("max.partition.fetch.bytes", 100_000);
        config.put("max.poll.records", 50);
        config.put("client.id", group);
        Counting counting = new Counting();
        adapter.receiver(List.of(topic), config, new StringDeserializer(), new StringDeserializer())
                .receiveAutoAcknowledge()
                .subscribe(counting);
        counting.ask(1);
        Awaitility.await()
                .during(Duration.ofMillis(1_200)) // longer than a poll
                .atMost(PATIENCE)
                .until(() -> fetched(group) < 2_000_000); // of 5 MB
        counting.ask(4_999);
        counting.dispose();
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
        withBothProtocols(protocol -> {
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
        });
    }

    @Test
    void aRebalanceUnderLoadLosesNothingAndDoublesNothingThatWasAcknowledged() {
        String topic = broker.topic(unique("rebalance"), 4);
        KafkaSender<String, String> sender = sender(Map.of());
        List<Acknowledged> groups = List.of(new Acknowledged(topic, "classic"), new Acknowledged(topic, "consumer"));
        List<Disposable> first = groups.stream().map(Acknowledged::member).toList();
        Disposable sending = sender.sendAll(records(topic, 0, 3_000), 50).subscribe();
        Awaitility.await().atMost(PATIENCE).until(() -> groups.stream().allMatch(group -> group.keys.size() > 200));
        List<Disposable> second = groups.stream().map(Acknowledged::member).toList();
        sender.sendAll(records(topic, 3_000, 5_000), 50).blockLast(PATIENCE);
        first.forEach(Disposable::dispose);
        sender.sendAll(records(topic, 5_000, 6_000), 50).blockLast(PATIENCE);
        for (Acknowledged group : groups) {
            Awaitility.await("all of group " + group.name)
                    .atMost(PATIENCE)
                    .until(() -> Set.copyOf(group.keys).size() >= 6_000);
            assertThat(group.keys).as(group.name).doesNotHaveDuplicates().hasSize(6_000);
        }
        sending.dispose();
        second.forEach(Disposable::dispose);
    }

    /** What the members of a group have acknowledged in time. */
    private final class Acknowledged {

        private final String topic;
        private final String protocol;
        private final String name = unique("g");
        private final Queue<String> keys = new ConcurrentLinkedQueue<>();

        Acknowledged(String topic, String protocol) {
            this.topic = topic;
            this.protocol = protocol;
        }

        Disposable member() {
            return receiver(topic, name, protocol).receive().subscribe(received -> {
                if (received.acknowledge()) {
                    keys.add(received.record().key());
                }
            });
        }
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
        assertThat(failure(receiver(from, unique("g"), "classic")
                        .process(
                                settings,
                                new StringSerializer(),
                                new StringSerializer(),
                                record -> Mono.error(
                                        new org.apache.kafka.common.errors.TimeoutException("the step's own")))))
                .hasMessage("the step's own");
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
        assertThat(failure(receiver.process(
                        settings,
                        new StringSerializer(),
                        new StringSerializer(),
                        record -> Mono.just(new ProducerRecord<>(from, "x".repeat(2_000_000))))))
                .isInstanceOf(org.apache.kafka.common.KafkaException.class)
                .hasRootCauseInstanceOf(org.apache.kafka.common.errors.RecordTooLargeException.class)
                .satisfies(Contexts::isExplained);
        assertThat(failure(receiver.process(
                        settings,
                        new StringSerializer(),
                        new StringSerializer(),
                        record -> Mono.error(new java.io.IOException("checked")))))
                .isInstanceOf(java.io.IOException.class)
                .hasMessage("checked");
    }

    @Test
    void aReceiverOfAClosedAdapterSaysSo() {
        KafkaAdapter closed =
                runtime.blockOn(KafkaAdapter.connect(runtime, Map.of("bootstrap.servers", broker.servers())));
        closed.close();
        assertThat(failure(closed.receiver(
                                List.of("any"),
                                group(unique("g"), "classic"),
                                new StringDeserializer(),
                                new StringDeserializer())
                        .receive()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
