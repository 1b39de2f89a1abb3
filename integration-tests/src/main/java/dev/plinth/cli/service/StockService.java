package dev.plinth.cli.service;

import dev.plinth.cli.behaviour.Recorder;
import dev.plinth.cli.behaviour.Transcript;
import dev.plinth.cli.load.Client;
import dev.plinth.cli.load.Line;
import dev.plinth.cli.load.LiveChannel;
import dev.plinth.cli.nats.NatsComparison;
import dev.plinth.cli.redis.LettuceChannel;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import reactor.core.publisher.Mono;

/** The service on Lettuce, r2dbc-postgresql behind r2dbc-pool, jnats and kafka-clients, as they come. */
public final class StockService implements Client, Clients {

    private RedisClient client;
    private StatefulRedisConnection<String, String> redis;
    private ConnectionPool pool;
    private Connection nats;
    private KafkaProducer<byte[], byte[]> kafka;
    private Service service;
    private String brokers;

    /** Made by name. */
    public StockService() {}

    @Override
    public List<Line> open(Map<String, String> options) throws Exception {
        Addresses addresses = Addresses.parse(options.get(Addresses.OPTION));
        client = RedisClient.create(addresses.redis());
        redis = client.connect();
        pool = new ConnectionPool(
                ConnectionPoolConfiguration.builder(ConnectionFactories.get("r2dbc:" + addresses.db()))
                        .initialSize(ServiceComparison.POOL)
                        .maxSize(ServiceComparison.POOL)
                        .build());
        pool.warmup().block();
        nats = Nats.connect(addresses.nats());
        brokers = addresses.kafka();
        kafka = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        kafka.partitionsFor(Addresses.TOPIC); // which blocks: from here on send() need not
        service = new Service(this);
        service.warm();
        List<Line> callers = new ArrayList<>();
        for (int i = 0; i < ServiceComparison.MOST_CALLERS; i++) {
            callers.add(
                    new ServiceLine(service, Runnable::run)); // each counts by itself: its results come on any thread
        }
        return callers;
    }

    @Override
    public RedisReactiveCommands<String, String> redis() {
        return redis.reactive();
    }

    @Override
    public ConnectionFactory db() {
        return pool;
    }

    @Override
    public Mono<byte[]> ask(byte[] request) {
        return Mono.fromFuture(() -> nats.request(NatsComparison.ECHO, request)).map(Message::getData);
    }

    @Override
    public Mono<RecordMetadata> record(byte[] value) {
        return Mono.create(sink -> kafka.send(new ProducerRecord<>(Addresses.TOPIC, value), (metadata, error) -> {
            if (error != null) {
                sink.error(error);
            } else {
                sink.success(metadata);
            }
        }));
    }

    @Override
    public Consumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Optional<Transcript> behave() {
        return Optional.of(Recorder.record(new ServiceSuite(service, this)));
    }

    @Override
    public int connections() {
        return 1 + pool.getMetrics().orElseThrow().allocatedSize() + 2;
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                ACTIVE_TRANSPORT,
                LiveChannel.transport(LettuceChannel.of(redis)) + " (Lettuce), "
                        + (io.netty.channel.epoll.Epoll.isAvailable() ? "epoll" : "nio")
                        + " (R2DBC), sockets (jnats), nio (Kafka)");
        return facts;
    }

    @Override
    public void close() throws Exception {
        service.clear();
        kafka.close();
        nats.close();
        pool.dispose();
        client.shutdown();
    }
}
