package dev.plinth.cli.faults;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.kafka.PlinthKafka;
import dev.plinth.servers.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka: an idempotent producer that waits for all replicas, a consumer that acknowledges, and an exactly-once copier. */
final class KafkaTrial implements Trial {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Workload PRODUCE = Workload.sending(
            "produce",
            "Kafka, by kafka-clients: records of 500 bytes, acks=all, idempotent; a record fails after 20 s",
            "A record that was confirmed is in the topic, once; one that failed is there once or not at all.");

    private static final Workload RECEIVE = Workload.arriving(
            "receive",
            "Kafka, by kafka-clients: records of 500 bytes are received, and committed once they were acknowledged",
            "Every record that is in the topic comes: at least once.",
            true);

    private static final Workload COPY = Workload.arriving(
            "copy",
            "Kafka, by kafka-clients: records of 500 bytes are copied to another topic in transactions, with the"
                    + " offsets of the first",
            "Every record that is in the first topic comes to the second exactly once.",
            false);

    @Override
    public String adapter() {
        return "kafka";
    }

    @Override
    public ServerKind server() {
        return ServerKind.KAFKA;
    }

    @Override
    public List<Workload> workloads() {
        return List.of(PRODUCE, RECEIVE, COPY);
    }

    @Override
    public long roundMillis() {
        return 8_000;
    }

    @Override
    public long startMillis() {
        return 25_000;
    }

    @Override
    public TrialServer on(Site site) {
        return new Server(site.direct());
    }

    private static final class Server implements TrialServer {

        private final String direct;
        private final Producer<String, String> feeding;
        private final Map<String, Arrivals> arrivals = new ConcurrentHashMap<>();

        Server(String direct) {
            this.direct = direct;
            this.feeding = new KafkaProducer<>(
                    Map.of("bootstrap.servers", direct, "delivery.timeout.ms", 30_000, "request.timeout.ms", 5_000),
                    new StringSerializer(),
                    new StringSerializer());
        }

        @Override
        public String version() throws Exception {
            try (Admin admin = admin()) {
                FeatureMetadata features =
                        admin.describeFeatures().featureMetadata().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                return "Kafka, one broker (KRaft), metadata.version "
                        + features.finalizedFeatures().get("metadata.version").maxVersionLevel();
            }
        }

        private Admin admin() {
            return Admin.create(Map.of("bootstrap.servers", direct));
        }

        @Override
        public void prepare(Workload workload, String place) throws Exception {
            List<String> topics = workload.equals(COPY) ? List.of(place, KafkaCopying.copies(place)) : List.of(place);
            try (Admin admin = admin()) {
                admin.createTopics(topics.stream()
                                .map(topic -> new NewTopic(topic, 1, (short) 1))
                                .toList())
                        .all()
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                awaitLeaders(admin, topics);
            }
            arrivals.put(place, new Arrivals());
        }

        /** An idempotent producer that comes before a new partition answers may be out of sequence for long. */
        private static void awaitLeaders(Admin admin, List<String> topics) throws Exception {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            topics.forEach(topic -> ends.put(new TopicPartition(topic, 0), OffsetSpec.latest()));
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                try {
                    admin.listOffsets(ends).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    return;
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > end) {
                        throw e;
                    }
                    Thread.sleep(20);
                }
            }
        }

        private static String servers(FaultProxy proxy) {
            return "127.0.0.1:" + proxy.port();
        }

        /** The same for both: errors show within the suite's patience. */
        private static Map<String, Object> producing(FaultProxy proxy) {
            return Map.of(
                    "bootstrap.servers", servers(proxy),
                    "acks", "all",
                    "enable.idempotence", true,
                    "linger.ms", 0,
                    "request.timeout.ms", 5_000,
                    "delivery.timeout.ms", 20_000,
                    "max.block.ms", 20_000);
        }

        @Override
        public Subject stock(Workload workload, FaultProxy proxy, String place) {
            Arrivals coming = arrivals.get(place);
            if (workload.equals(RECEIVE)) {
                return arriving(coming, place, KafkaReceiving.stock(servers(proxy), place, coming));
            }
            if (workload.equals(COPY)) {
                return arriving(coming, place, KafkaCopying.stock(servers(proxy), direct, place, coming));
            }
            return sending(
                    new KafkaProducer<>(producing(proxy), new StringSerializer(), new StringSerializer()), place);
        }

        @Override
        public Subject plinth(Workload workload, AsyncRuntime runtime, FaultProxy proxy, String place) {
            Arrivals coming = arrivals.get(place);
            if (workload.equals(RECEIVE)) {
                return arriving(coming, place, KafkaReceiving.plinth(runtime, servers(proxy), place, coming));
            }
            if (workload.equals(COPY)) {
                return arriving(coming, place, KafkaCopying.plinth(runtime, servers(proxy), direct, place, coming));
            }
            return sending(
                    PlinthKafka.producer(runtime, producing(proxy), new StringSerializer(), new StringSerializer()),
                    place);
        }

        private Subject arriving(Arrivals coming, String place, Runnable close) {
            return subject(text -> coming.await(text, each -> send(feeding, place, each)), close);
        }

        private static Subject sending(Producer<String, String> producer, String place) {
            return subject(text -> send(producer, place, text), () -> producer.close(Duration.ofSeconds(5)));
        }

        private static CompletionStage<String> send(Producer<String, String> producer, String place, String text) {
            CompletableFuture<String> sent = new CompletableFuture<>();
            producer.send(new ProducerRecord<>(place, text), (metadata, error) -> {
                if (error == null) {
                    sent.complete(null);
                } else {
                    sent.completeExceptionally(error);
                }
            });
            return sent;
        }

        private static Subject subject(Operation operation, Runnable close) {
            return new Subject() {
                @Override
                public CompletionStage<String> send(String text) {
                    return operation.begin(text);
                }

                @Override
                public void close() {
                    close.run();
                }
            };
        }

        @Override
        public Collection<String> stored(Workload workload, String place) {
            if (!workload.equals(PRODUCE)) {
                return arrivals.get(place).all();
            }
            List<String> texts = new ArrayList<>();
            Map<String, Object> config = Map.of("bootstrap.servers", direct, "auto.offset.reset", "earliest");
            try (KafkaConsumer<String, String> consumer =
                    new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
                TopicPartition all = new TopicPartition(place, 0);
                consumer.assign(List.of(all));
                long end = consumer.endOffsets(List.of(all), PATIENCE).get(all);
                long patient = System.nanoTime() + PATIENCE.toNanos();
                while (consumer.position(all, PATIENCE) < end) {
                    if (System.nanoTime() > patient) {
                        throw new IllegalStateException("only " + texts.size() + " of " + end + " within " + PATIENCE);
                    }
                    consumer.poll(Duration.ofMillis(200)).forEach(record -> texts.add(record.value()));
                }
            }
            return texts;
        }

        @Override
        public void close() {
            feeding.close(Duration.ofSeconds(5));
        }
    }

    private interface Operation {
        CompletionStage<String> begin(String text);
    }
}
