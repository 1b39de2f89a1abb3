package dev.plinth.cli.service;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.cli.behaviour.Recorder;
import dev.plinth.cli.behaviour.Transcript;
import dev.plinth.cli.load.Client;
import dev.plinth.cli.load.Line;
import dev.plinth.cli.load.RuntimeFacts;
import dev.plinth.cli.nats.NatsComparison;
import dev.plinth.db.DbAdapter;
import dev.plinth.db.DbOptions;
import dev.plinth.kafka.KafkaAdapter;
import dev.plinth.kafka.KafkaSender;
import dev.plinth.nats.NatsAdapter;
import dev.plinth.redis.RedisAdapter;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.nats.client.Message;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import reactor.core.publisher.Mono;

/** The service on four adapters of one runtime. */
public final class PlinthService implements Client, Clients {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private AsyncRuntime runtime;
    private RedisAdapter redis;
    private DbAdapter db;
    private NatsAdapter nats;
    private KafkaAdapter kafka;
    private KafkaSender<byte[], byte[]> sender;
    private Service service;

    /** Made by name. */
    public PlinthService() {}

    @Override
    public List<Line> open(Map<String, String> options) {
        runtime = RuntimeFacts.open(options);
        Addresses addresses = Addresses.parse(options.get(Addresses.OPTION));
        redis = await(RedisAdapter.connect(runtime, addresses.redis()));
        DbOptions pool = DbOptions.builder(runtime.config())
                .pool(limits -> limits.max(ServiceComparison.POOL))
                .build();
        db = await(DbAdapter.connect(runtime, addresses.db(), pool));
        nats = await(NatsAdapter.connect(runtime, addresses.nats()));
        kafka = await(KafkaAdapter.connect(runtime, "kafka://" + addresses.kafka()));
        sender = await(kafka.sender(Map.of("acks", "all"), new ByteArraySerializer(), new ByteArraySerializer()));
        service = new Service(this);
        service.warm();
        List<Line> callers = new ArrayList<>();
        for (int i = 0; i < ServiceComparison.MOST_CALLERS; i++) {
            int core = i % runtime.cores();
            callers.add(new ServiceLine(service, task -> runtime.execute(core, task)));
        }
        return callers;
    }

    private <T> T await(Mono<T> mono) {
        return runtime.blockOn(mono.timeout(PATIENCE));
    }

    @Override
    public RedisReactiveCommands<String, String> redis() {
        return redis.reactive();
    }

    @Override
    public ConnectionFactory db() {
        return db.connectionFactory();
    }

    @Override
    public Mono<byte[]> ask(byte[] request) {
        return nats.request(NatsComparison.ECHO, request).map(Message::getData);
    }

    @Override
    public Mono<RecordMetadata> record(byte[] value) {
        return sender.send(new ProducerRecord<>(Addresses.TOPIC, value));
    }

    @Override
    public Consumer<byte[], byte[]> consumer() {
        return kafka.consumer(Map.of(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Optional<Transcript> behave() {
        return Optional.of(Recorder.record(new ServiceSuite(service, this)));
    }

    @Override
    public int connections() {
        return runtime.stats().connections();
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = RuntimeFacts.of(runtime);
        List.of(redis, db, nats, kafka)
                .forEach(adapter ->
                        adapter.info().forEach((name, value) -> facts.put(adapter.name() + "." + name, value)));
        return facts;
    }

    @Override
    public Map<String, Long> counts() {
        return RuntimeFacts.counts(runtime);
    }

    @Override
    public void close() {
        service.clear();
        List.of(kafka, nats, db, redis).forEach(adapter -> adapter.close());
        runtime.close();
    }
}
