package dev.plinth.cli.faults;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.kafka.PlinthKafka;
import dev.plinth.servers.FaultProxy;
import dev.plinth.servers.KafkaCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka: an idempotent producer that waits for all replicas. */
final class KafkaTrial implements Trial {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public String adapter() {
        return "kafka";
    }

    @Override
    public String title() {
        return "Kafka, by kafka-clients: records of 500 bytes, acks=all, idempotent; a record fails after 20 s";
    }

    @Override
    public String promise() {
        return "A record that was confirmed is in the topic, once; one that failed is there once or not at all.";
    }

    @Override
    public TrialServer start(int contestants) {
        return new Server(contestants);
    }

    private static final class Server implements TrialServer {

        private final KafkaCluster cluster;

        Server(int contestants) {
            KafkaCluster.Builder builder = KafkaCluster.builder();
            for (int i = 0; i < contestants; i++) {
                builder.proxiedListener(listener(i), "PLAINTEXT"); // a broker tells its clients where it is
            }
            cluster = builder.start();
        }

        private static String listener(int contestant) {
            return "CONTESTANT" + contestant;
        }

        @Override
        public String description() {
            return "Kafka " + version() + ", one broker (KRaft, from Maven's jars)";
        }

        /** The broker's jars are of the version of kafka-clients. */
        private static String version() {
            Properties properties = new Properties();
            try (InputStream in = KafkaProducer.class.getResourceAsStream("/kafka/kafka-version.properties")) {
                properties.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return properties.getProperty("version");
        }

        @Override
        public FaultProxy proxy(int contestant) {
            return cluster.node(1).proxy(listener(contestant));
        }

        @Override
        public void restart() {
            cluster.node(1).kill();
            cluster.node(1).start();
        }

        @Override
        public void prepare(String place) throws Exception {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()))) {
                admin.createTopics(List.of(new NewTopic(place, 1, (short) 1)))
                        .all()
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }

        /** The same for both: errors show within the suite's patience. */
        private static Map<String, Object> config(FaultProxy proxy) {
            return Map.of(
                    "bootstrap.servers", "127.0.0.1:" + proxy.port(),
                    "acks", "all",
                    "enable.idempotence", true,
                    "linger.ms", 0,
                    "request.timeout.ms", 5_000,
                    "delivery.timeout.ms", 20_000,
                    "max.block.ms", 20_000);
        }

        @Override
        public Subject stock(FaultProxy proxy, String place) {
            return subject(new KafkaProducer<>(config(proxy), new StringSerializer(), new StringSerializer()), place);
        }

        @Override
        public Subject plinth(AsyncRuntime runtime, FaultProxy proxy, String place) {
            return subject(
                    PlinthKafka.producer(runtime, config(proxy), new StringSerializer(), new StringSerializer()),
                    place);
        }

        private static Subject subject(Producer<String, String> producer, String place) {
            return new Subject() {
                @Override
                public CompletionStage<String> send(String text) {
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

                @Override
                public void close() {
                    producer.close(Duration.ofSeconds(5));
                }
            };
        }

        @Override
        public Collection<String> stored(String place) {
            List<String> texts = new ArrayList<>();
            Map<String, Object> config =
                    Map.of("bootstrap.servers", cluster.bootstrap(), "auto.offset.reset", "earliest");
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
            cluster.close();
        }
    }
}
