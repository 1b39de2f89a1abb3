package dev.plinth.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.it.faults.Log;
import dev.plinth.it.redis.Backends;
import dev.plinth.kafka.KafkaAdapter;
import dev.plinth.kafka.KafkaReceiver;
import dev.plinth.servers.FaultProxy;
import dev.plinth.servers.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * Commits that the broker does not answer, at intervals and at the end; with both group protocols and both ways to
 * acknowledge, side by side.
 */
class CommitsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int PORTION = 100;
    /** One that is Netty's and one that is not: commits are above what they have in common. */
    private static final Set<String> BACKENDS = Set.of("netty-nio", "virtualthreads");

    private static final Map<String, Object> HASTY =
            Map.of("request.timeout.ms", 1_000, "default.api.timeout.ms", 2_000, "auto.commit.interval.ms", 50);

    private final Broker broker = Broker.shared();
    private final FaultProxy proxy = broker.proxy(Broker.SLUGGISH);
    private final String topic = KafkaSuite.unique("commits");
    private final Phaser held = new Phaser(1);
    private final List<Make> makes = new ArrayList<>();
    private final List<KafkaAdapter> stalled = new ArrayList<>();
    private final List<Lane> lanes = new ArrayList<>();
    private KafkaAdapter adapter;

    @BeforeEach
    void start() {
        broker.topic(topic, 1);
        for (String backend : Backends.expected().filter(BACKENDS::contains).toList()) {
            Make make = new Make(backend, Map.of(), Map.of());
            makes.add(make);
            KafkaAdapter open =
                    make.runtime().blockOn(KafkaAdapter.connect(make.runtime(), broker.client(Broker.SLUGGISH)));
            stalled.add(open);
            for (String protocol : List.of("classic", "consumer")) {
                lanes.add(new Lane(open, protocol, false));
                lanes.add(new Lane(open, protocol, true));
            }
        }
        Make any = makes.get(0);
        adapter = any.runtime().blockOn(KafkaAdapter.connect(any.runtime(), "kafka://" + broker.servers()));
    }

    @AfterEach
    void stop() {
        held.forceTermination();
        proxy.heal();
        stalled.forEach(KafkaAdapter::close);
        adapter.close();
        makes.forEach(Make::close);
    }

    /** A receiver, in a group of its own. */
    private final class Lane {

        private final String group;
        private final Queue<String> received = new ConcurrentLinkedQueue<>();
        private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
        private final Disposable receiving;

        Lane(KafkaAdapter by, String protocol, boolean automatic) {
            group = KafkaSuite.unique(
                    "g-" + by.info().get("backend") + "-" + protocol + (automatic ? "-automatic" : "-manual"));
            held.register();
            KafkaReceiver<String, String> receiver = by.receiver(
                    List.of(topic),
                    Make.with(KafkaSuite.group(group, protocol), HASTY),
                    new StringDeserializer(),
                    new StringDeserializer());
            receiving = automatic
                    ? receiver.receiveAutoAcknowledge().subscribe(record -> received(record.key()), errors::add)
                    : receiver.receive()
                            .subscribe(
                                    record -> {
                                        received(record.record().key());
                                        assertThat(record.acknowledge()).isTrue();
                                    },
                                    errors::add);
        }

        /** The last one of a portion is acknowledged when the broker has been stalled. */
        private void received(String key) {
            received.add(key);
            if (Integer.parseInt(key) % PORTION == PORTION - 1) {
                held.arriveAndAwaitAdvance(); // all lanes are there
                held.arriveAndAwaitAdvance(); // and it is stalled
            }
        }

        /** What its group would go on with. */
        private long committed() throws Exception {
            Map<TopicPartition, OffsetAndMetadata> offsets = adapter.admin()
                    .listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return offsets.get(new TopicPartition(topic, 0)).offset();
        }

        @Override
        public String toString() {
            return group + " got " + received.size() + ", failed with " + errors;
        }
    }

    private void send(int from, int to) {
        adapter.runtime()
                .blockOn(adapter.sender(Map.of(), new StringSerializer(), new StringSerializer()))
                .sendAll(Flux.range(from, to - from).map(i -> new ProducerRecord<>(topic, "" + i, "v")), PORTION)
                .blockLast(PATIENCE);
    }

    /** Once all lanes have a portion, whose last record they have not acknowledged. */
    private void stall() {
        held.arriveAndAwaitAdvance();
        proxy.bothWays(Faults.none().stall());
        held.arriveAndAwaitAdvance();
    }

    @Test
    void noneIsWaitedForToNoEndAndNothingIsLost() throws Exception {
        send(0, PORTION);
        stall();
        long connections = proxy.accepted();
        Awaitility.await("requests that time out")
                .atMost(PATIENCE)
                .until(() -> proxy.accepted() >= connections + lanes.size());
        proxy.heal();
        send(PORTION, 2 * PORTION); // by when what could not be committed is
        try (Log log = Log.open()) {
            stall();
            lanes.forEach(lane -> lane.receiving.dispose());
            Awaitility.await("what is said of it")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(log.text())
                            .satisfies(text -> assertThat(Pattern.compile("could not commit")
                                            .matcher(text)
                                            .results())
                                    .hasSameSizeAs(lanes)));
            stalled.forEach(KafkaAdapter::close);
            for (Make make : makes.subList(1, makes.size())) { // the first one has another adapter
                Awaitility.await("the end, with no answer of the broker")
                        .atMost(PATIENCE)
                        .untilAsserted(() ->
                                assertThat(make.runtime().stats().connections()).isZero());
            }
        }
        for (Lane lane : lanes) {
            assertThat(lane.errors).as("%s", lane).isEmpty();
            assertThat(lane.received)
                    .as("%s", lane)
                    .containsExactlyElementsOf(IntStream.range(0, 2 * PORTION)
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(lane.committed()).as("%s", lane).isBetween((long) PORTION, 2L * PORTION - 1);
        }
    }
}
