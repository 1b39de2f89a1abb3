package dev.plinth.cli.kafka;

import static dev.plinth.cli.behaviour.Values.everyByte;
import static dev.plinth.cli.behaviour.Values.random;
import static dev.plinth.cli.behaviour.Values.text;

import dev.plinth.cli.behaviour.Recorder;
import dev.plinth.cli.behaviour.Suite;
import dev.plinth.cli.behaviour.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** What kafka-clients must answer, whatever carries its bytes: records, offsets, compression, transactions, refusals. */
final class KafkaSuite implements Suite {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long TIME = 1_700_000_000_000L;
    private static final int MANY = 500;

    private final Map<String, Object> settings;
    private final Function<Map<String, Object>, Producer<byte[], byte[]>> producers;
    private final Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers;
    private final Function<Map<String, Object>, Admin> admins;
    /** Of this run alone: a topic that was deleted is not gone at once. */
    private final String topic = "plinth-suite-" + UUID.randomUUID();

    private final List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
    private int records;

    /** @param settings of all clients: where the brokers are */
    KafkaSuite(
            Map<String, Object> settings,
            Function<Map<String, Object>, Producer<byte[], byte[]>> producers,
            Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers,
            Function<Map<String, Object>, Admin> admins) {
        this.settings = settings;
        this.producers = producers;
        this.consumers = consumers;
        this.admins = admins;
    }

    @Override
    public String refusal(Throwable error) {
        boolean answer = error instanceof ApiException
                && !(error instanceof TimeoutException)
                && !(error instanceof DisconnectException);
        return answer
                ? error.getClass().getSimpleName() + ": "
                        + String.valueOf(error.getMessage()).replace(topic, "TOPIC")
                : null;
    }

    @Override
    public void run(Recorder recorder) throws Exception {
        try (Admin admin = admins.apply(with(Map.of()))) {
            // its records are old, so that each run writes the same
            get(admin.createTopics(List.of(
                            new NewTopic(topic, partitions.size(), (short) 1).configs(Map.of("retention.ms", "-1"))))
                    .all());
            try {
                produced(recorder);
                consumed(recorder, "classic");
                consumed(recorder, "consumer");
                transactions(recorder);
                refusals(recorder, admin);
            } finally {
                get(admin.deleteTopics(List.of(topic)).all());
            }
        }
    }

    private void produced(Recorder recorder) throws Exception {
        Map<String, List<ProducerRecord<byte[], byte[]>>> all = new HashMap<>();
        all.put("none", values());
        for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            try (Producer<byte[], byte[]> producer =
                    producers.apply(with(Map.of("acks", "all", "linger.ms", 0, "compression.type", codec)))) {
                recorder.step("produced, " + codec, () -> sent(producer, all.getOrDefault(codec, List.of())));
                recorder.step("produced in order, " + codec, () -> sent(producer, many(codec)));
            }
        }
    }

    private List<ProducerRecord<byte[], byte[]>> values() {
        List<Header> headers = Arrays.asList(
                new RecordHeader("twice", everyByte()),
                new RecordHeader("twice", null),
                new RecordHeader(Values.UNICODE, new byte[0]));
        List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>();
        for (byte[] value : Arrays.asList(null, new byte[0], everyByte(), text(Values.UNICODE))) {
            for (byte[] key : Arrays.asList(null, new byte[0], everyByte())) {
                all.add(record(all.size(), key, value, key == null ? headers : List.of()));
            }
        }
        all.add(record(all.size(), null, random(1_000_000), headers));
        return all;
    }

    private List<ProducerRecord<byte[], byte[]>> many(String codec) {
        List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(record(i, text("key " + i % 10), text(codec + " " + i), List.of()));
        }
        return all;
    }

    private ProducerRecord<byte[], byte[]> record(int n, byte[] key, byte[] value, List<Header> headers) {
        return new ProducerRecord<>(topic, n % partitions.size(), TIME + n, key, value, headers);
    }

    private List<Object> sent(Producer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> batch)
            throws Exception {
        List<Future<RecordMetadata>> answers = new ArrayList<>();
        batch.forEach(each -> answers.add(producer.send(each)));
        records += batch.size();
        List<Object> all = new ArrayList<>();
        for (Future<RecordMetadata> answer : answers) {
            RecordMetadata stored = get(answer);
            all.add(List.of(
                    stored.partition(),
                    stored.offset(),
                    stored.timestamp(),
                    stored.serializedKeySize(),
                    stored.serializedValueSize()));
        }
        return all;
    }

    private void consumed(Recorder recorder, String protocol) throws Exception {
        Map<String, Object> group =
                Map.of("group.id", topic + protocol, "group.protocol", protocol, "enable.auto.commit", "false");
        try (Consumer<byte[], byte[]> consumer = consumers.apply(with(group))) {
            recorder.step("records, " + protocol, () -> read(consumer, records));
            recorder.step("first and next offsets, " + protocol, () -> {
                List<Object> all = new ArrayList<>();
                for (TopicPartition each : partitions) {
                    all.add(consumer.beginningOffsets(List.of(each)).get(each));
                    all.add(consumer.endOffsets(List.of(each)).get(each));
                    all.add(consumer.offsetsForTimes(Map.of(each, TIME + 3)).get(each));
                    all.add(consumer.position(each));
                }
                return all;
            });
            recorder.step("committed, " + protocol, () -> {
                TopicPartition first = partitions.get(0);
                consumer.commitSync(Map.of(first, new OffsetAndMetadata(5, Values.UNICODE)));
                OffsetAndMetadata committed =
                        consumer.committed(java.util.Set.of(first)).get(first);
                return List.of(committed.offset(), committed.metadata());
            });
        }
    }

    private List<Object> read(Consumer<byte[], byte[]> consumer, int expected) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        List<ConsumerRecord<byte[], byte[]>> received = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (received.size() < expected && System.nanoTime() < end) {
            consumer.poll(Duration.ofMillis(200)).forEach(received::add);
        }
        // in each partition in the order of their arrival
        received.sort(Comparator.comparingInt(ConsumerRecord::partition));
        List<Object> all = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> each : received) {
            List<Object> headers = new ArrayList<>();
            each.headers().forEach(header -> headers.add(Arrays.asList(header.key(), header.value())));
            all.add(Arrays.asList(
                    each.partition(),
                    each.offset(),
                    each.timestampType(),
                    each.timestamp(),
                    each.key(),
                    each.value(),
                    headers));
        }
        return all;
    }

    private void transactions(Recorder recorder) throws Exception {
        try (Producer<byte[], byte[]> producer = producers.apply(with(Map.of("transactional.id", topic)))) {
            producer.initTransactions();
            recorder.step("a transaction", () -> {
                producer.beginTransaction();
                List<Object> sent = sent(producer, many("kept").subList(0, 4));
                producer.commitTransaction();
                return sent;
            });
            recorder.step("one that is aborted", () -> {
                producer.beginTransaction();
                List<Object> sent = sent(producer, many("dropped").subList(0, 4));
                producer.abortTransaction();
                return sent;
            });
        }
        for (String level : List.of("read_committed", "read_uncommitted")) {
            int dropped = level.equals("read_committed") ? 4 : 0;
            try (Consumer<byte[], byte[]> consumer = consumers.apply(with(Map.of("isolation.level", level)))) {
                recorder.step(level, () -> {
                    List<Object> all = read(consumer, records - dropped);
                    return all.subList(Math.max(0, all.size() - 10), all.size());
                });
            }
        }
    }

    private void refusals(Recorder recorder, Admin admin) throws Exception {
        recorder.step(
                "a topic that is there already",
                () -> get(admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                        .all()));
        recorder.step(
                "a topic without partitions",
                () -> get(admin.createTopics(List.of(new NewTopic(topic + "-none", 0, (short) 1)))
                        .all()));
        recorder.step(
                "an unknown topic",
                () -> get(admin.describeTopics(List.of("plinth-suite-none")).allTopicNames()));
        try (Producer<byte[], byte[]> producer = producers.apply(with(Map.of("max.request.size", 4 << 20)))) {
            recorder.step(
                    "a record too large for the broker",
                    () -> sent(producer, List.of(record(0, null, random(2 << 20), List.of()))));
            recorder.step(
                    "and one that is fine after it",
                    () -> sent(producer, List.of(record(0, null, text("fine"), List.of()))));
        }
    }

    private Map<String, Object> with(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(more);
        return all;
    }

    private static <T> T get(Future<T> answer) throws Exception {
        return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
