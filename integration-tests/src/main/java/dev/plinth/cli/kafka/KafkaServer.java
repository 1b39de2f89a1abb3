package dev.plinth.cli.kafka;

import dev.plinth.cli.compare.Server;
import dev.plinth.cli.servers.RunningServer;
import dev.plinth.cli.servers.ServerFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker with the comparison's topics in it, filled; they are deleted in the end if the broker is somebody's. */
final class KafkaServer implements Server {

    private static final long FILL_MILLIS = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger(KafkaServer.class);

    private final RunningServer running;
    private final Thread filling;

    private KafkaServer(RunningServer running, List<KafkaOperation> operations) {
        this.running = running;
        this.filling = new Thread(() -> fill(bootstrap(running), operations), "fill");
        filling.setDaemon(true);
        filling.start();
    }

    /** @param operations what will be done: only the topics that these read from are filled */
    static Server on(RunningServer running, List<KafkaOperation> operations) throws IOException {
        try {
            makeTopics(bootstrap(running));
        } catch (InterruptedException e) {
            running.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            running.close();
            throw new IOException("the broker's topics could not be made: " + e, e);
        }
        return new KafkaServer(running, operations);
    }

    private static String bootstrap(RunningServer running) {
        return running.uri().replaceFirst("^kafka://", "");
    }

    private static List<NewTopic> topics() {
        List<NewTopic> topics = new ArrayList<>();
        for (int size : KafkaComparison.SIZES) {
            // what is written is not kept for long
            topics.add(topic(KafkaDataset.sink(size))
                    .configs(Map.of("retention.bytes", "67108864", "segment.bytes", "33554432")));
            topics.add(new NewTopic(KafkaDataset.passage(size), KafkaDataset.CONTESTANTS, (short) 1));
            for (String compression : KafkaComparison.COMPRESSIONS) {
                topics.add(topic(KafkaDataset.source(size, compression)));
            }
        }
        return topics;
    }

    private static void makeTopics(String servers) throws InterruptedException, ExecutionException, TimeoutException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(topics()).all().get(60, TimeUnit.SECONDS);
        }
    }

    /** While the contestants' JVMs start. */
    private static void fill(String servers, List<KafkaOperation> operations) {
        for (String compression : KafkaComparison.COMPRESSIONS) {
            List<Integer> sizes = operations.stream()
                    .filter(each -> each.consumes() && each.compression().equals(compression))
                    .map(KafkaOperation::size)
                    .distinct()
                    .toList();
            if (sizes.isEmpty()) {
                continue;
            }
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    Map.of(
                            "bootstrap.servers",
                            servers,
                            "compression.type",
                            compression,
                            // with sequence numbers, a broker that misses the first batch of a topic made a moment
                            // ago, and has the second, refuses them all until delivery.timeout.ms
                            "enable.idempotence",
                            false),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                for (int size : sizes) {
                    byte[][] values = KafkaDataset.values(size);
                    for (int i = 0; i < KafkaDataset.records(size); i++) {
                        producer.send(new ProducerRecord<>(
                                KafkaDataset.source(size, compression),
                                i % KafkaDataset.PARTITIONS,
                                null,
                                values[i % values.length]));
                    }
                }
            } catch (KafkaException e) {
                LOG.warn("The topics to read from were not filled: {}", e.toString());
                return;
            }
        }
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, KafkaDataset.PARTITIONS, (short) 1);
    }

    /** Once its topics are full: who measured before would measure the filling. */
    @Override
    public String uri() {
        try {
            filling.join(FILL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return bootstrap(running);
    }

    @Override
    public String description() {
        return running.description() + ", " + KafkaDataset.PARTITIONS + " partitions a topic";
    }

    @Override
    public List<ServerFacts> facts() {
        return List.of(running.facts());
    }

    @Override
    public void close() {
        filling.interrupt();
        if (!running.own()) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap(running)))) {
                admin.deleteTopics(topics().stream().map(NewTopic::name).toList());
            }
        }
        running.close();
    }
}
