package dev.plinth.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.kafka.KafkaAdapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Makes two records of each, exactly once, in a partition that one broker alone has. That broker is lost in the middle
 * of a transaction, whose coordinator is another one, and which ends while the partition has no leader.
 */
final class Stranding implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final boolean commits;
    private final TopicPartition partition;
    private final Admin admin;
    private final KafkaAdapter adapter;
    private final Producer<String, String> feeding;
    private final Consumer<String, String> reading;
    private final Disposable processing;
    private final Sinks.Empty<Void> free = Sinks.empty();
    private final List<String> expected = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /**
     * @param settings of the clients
     * @param commits whether the transaction is committed then, and the next one aborted; or aborted
     * @param broker which is lost
     */
    Stranding(Make make, Admin admin, Map<String, Object> settings, boolean commits, int broker) throws Exception {
        this.name = KafkaSuite.unique("stranded-" + make.name());
        this.commits = commits;
        this.admin = admin;
        this.partition = new TopicPartition(name + "-to", 0);
        admin.createTopics(List.of(
                        new NewTopic(name, Map.of(0, List.of(broker % 3 + 1))),
                        new NewTopic(partition.topic(), Map.of(0, List.of(broker)))))
                .all()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        adapter = make.runtime().blockOn(KafkaAdapter.connect(make.runtime(), settings));
        feeding = make.producer(Map.of());
        reading = make.consumer(Map.of("isolation.level", "read_committed"));
        reading.assign(List.of(partition));
        reading.seekToBeginning(List.of(partition));
        processing = adapter.receiver(
                        List.of(name),
                        Map.of("group.id", name, "auto.offset.reset", "earliest", "isolation.level", "read_committed"),
                        new StringDeserializer(),
                        new StringDeserializer())
                .process(
                        Map.of("transactional.id", name, "request.timeout.ms", 1_000, "delivery.timeout.ms", 3_000),
                        new StringSerializer(),
                        new StringSerializer(),
                        this::both)
                .subscribe(count -> {}, failures::add);
    }

    private Flux<ProducerRecord<String, String>> both(ConsumerRecord<String, String> record) {
        Flux<ProducerRecord<String, String>> wait = Flux.from(
                Mono.defer(() -> record.key().equals("held") ? free.asMono().then(Mono.empty()) : Mono.empty()));
        Flux<ProducerRecord<String, String>> first = made(record, "-1");
        Flux<ProducerRecord<String, String>> second = made(record, "-2");
        return commits ? Flux.concat(first, second, wait) : Flux.concat(first, wait, second);
    }

    private Flux<ProducerRecord<String, String>> made(ConsumerRecord<String, String> record, String which) {
        return Flux.just(new ProducerRecord<>(partition.topic(), record.key() + which, "v"));
    }

    private void feed(String key) {
        feeding.send(new ProducerRecord<>(name, key, "v"));
        feeding.flush();
        expected.addAll(List.of(key + "-1", key + "-2"));
    }

    /** Waits until it is in the middle of a transaction. */
    void hold() {
        feed("held");
        await(
                "a transaction with records",
                () -> assertThat(admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                                .all()
                                .get(1, TimeUnit.SECONDS)
                                .get(partition)
                                .offset())
                        .isEqualTo(commits ? 2 : 1));
    }

    /** Once its broker is gone: waits until the transaction is over to whoever began it. */
    void goOn() {
        await("no leader", () -> {
            Node leader = admin.describeTopics(List.of(partition.topic()))
                    .allTopicNames()
                    .get(1, TimeUnit.SECONDS)
                    .get(partition.topic())
                    .partitions()
                    .get(0)
                    .leader();
            assertThat(leader == null || leader.isEmpty()).isTrue();
        });
        free.tryEmitEmpty();
        ends(1);
        if (commits) {
            feed("next");
            ends(2);
        }
    }

    /** Each transaction has a producer epoch of its own. */
    private void ends(int which) {
        await("the end of its transaction", () -> {
            TransactionDescription now = admin.describeTransactions(List.of(name))
                    .all()
                    .get(1, TimeUnit.SECONDS)
                    .get(name);
            assertThat(now.producerEpoch()).isGreaterThanOrEqualTo(which);
        });
    }

    /** Once its broker is back. */
    void isExact() {
        feed("last");
        List<String> came = new ArrayList<>();
        await("the last one", () -> {
            reading.poll(Duration.ofMillis(50)).forEach(record -> came.add(record.key()));
            assertThat(came).contains("last-2");
        });
        assertThat(came).as(toString()).containsExactlyElementsOf(expected);
    }

    private void await(String what, ThrowingRunnable assertion) {
        Awaitility.await(what + " of " + this)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(assertion);
    }

    @Override
    public void close() {
        processing.dispose();
        feeding.close();
        reading.close();
        adapter.close();
    }

    @Override
    public String toString() {
        return name + (commits ? ", committed" : ", aborted") + " while its partition had no leader, failures: "
                + failures;
    }
}
