package dev.plinth.kafka;

import dev.plinth.api.Adapter;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import reactor.core.publisher.Mono;

/**
 * Kafka on a runtime, by kafka-clients: its own producers, consumers and admin client, and Reactor types over them
 * ({@link KafkaSender}, {@link KafkaReceiver}).
 *
 * <h2>Threading</h2>
 *
 * A client's connections live on one core. Its logic runs on kafka-clients' own threads, and {@code poll} on one that
 * the receiver has for it. A {@link KafkaSender}'s logic runs on that core, as does that of all producers if {@link
 * KafkaConfig#PRODUCER_THREAD} says so; {@link #info} tells what runs them. Making clients blocks for a moment: on a
 * core it throws {@link IllegalStateException}.
 *
 * <h2>Errors</h2>
 *
 * Those of kafka-clients, each with a suppressed {@link KafkaContextException}.
 */
public final class KafkaAdapter implements Adapter {

    static final String NAME = "kafka";

    private final AsyncRuntime runtime;
    private final Map<String, Object> config;
    private final OpenClients clients;
    private final Admin admin;
    private final Mono<Void> shutdown;

    private KafkaAdapter(AsyncRuntime runtime, Map<String, Object> config, OpenClients clients, Admin admin) {
        this.runtime = runtime;
        this.config = config;
        this.clients = clients;
        this.admin = admin;
        this.shutdown = Blocked.call("plinth-kafka-close", () -> {
                    clients.close();
                    return null;
                })
                .then()
                .cache();
    }

    /**
     * Connects: asks the cluster for its brokers, so that a wrong address or password is told now. Lazy: each
     * subscription opens an adapter. One that is opened after the subscription was cancelled is closed.
     *
     * <p>Signals {@link ConfigException} (the URI cannot be used) and kafka-clients' own exceptions, a {@code
     * TimeoutException} if no broker answered within {@code default.api.timeout.ms}.
     *
     * @param uri {@code kafka://host1:9092,host2:9092[?setting=value&…]}, with settings of kafka-clients
     */
    public static Mono<KafkaAdapter> connect(AsyncRuntime runtime, String uri) {
        Objects.requireNonNull(uri, "uri");
        return Mono.defer(() -> connect(runtime, KafkaUris.parse(uri)));
    }

    /** {@link #connect(AsyncRuntime, String)} with settings of kafka-clients, {@code bootstrap.servers} among them. */
    public static Mono<KafkaAdapter> connect(AsyncRuntime runtime, Map<String, Object> config) {
        Objects.requireNonNull(runtime, "runtime");
        Map<String, Object> own = Map.copyOf(config);
        return Blocked.call("plinth-kafka-connect", () -> open(runtime, own), adapter -> adapter.clients.close());
    }

    private static KafkaAdapter open(AsyncRuntime runtime, Map<String, Object> config) throws Exception {
        OpenClients clients = new OpenClients();
        ClientMaker.Made<Admin> made = clients.add(PlinthKafka.makeAdmin(runtime, config));
        try {
            made.client().describeCluster().nodes().get(1, TimeUnit.DAYS); // its own timeout ends it
            return new KafkaAdapter(runtime, config, clients, made.client());
        } catch (Exception e) {
            clients.close();
            throw made.note().explain(Blocked.cause(e));
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AsyncRuntime runtime() {
        return runtime;
    }

    /** The admin client. Not to be closed. Its calls do not block; waiting for their futures does. */
    public Admin admin() {
        return admin;
    }

    /**
     * A producer of the caller's own, of kafka-clients' own class. Closed with the adapter at the latest.
     *
     * @param more settings, besides and above those of the adapter
     * @throws IllegalStateException when called on a core
     */
    public <K, V> Producer<K, V> producer(Map<String, Object> more, Serializer<K> keys, Serializer<V> values) {
        return clients.add(PlinthKafka.makeProducer(runtime, with(more), keys, values))
                .client();
    }

    /** A consumer, likewise; {@code group.protocol} may be classic or consumer. Its {@code poll} blocks. */
    public <K, V> Consumer<K, V> consumer(Map<String, Object> more, Deserializer<K> keys, Deserializer<V> values) {
        return clients.add(PlinthKafka.makeConsumer(runtime, with(more), keys, values))
                .client();
    }

    /**
     * Opens a sender: a producer that never blocks its caller.
     *
     * @param more settings of the producer, besides and above those of the adapter
     */
    public <K, V> Mono<KafkaSender<K, V>> sender(Map<String, Object> more, Serializer<K> keys, Serializer<V> values) {
        Map<String, Object> settings = with(more);
        return Blocked.call(
                "plinth-kafka-sender",
                () -> {
                    KafkaSender<K, V> sender = KafkaSender.open(runtime, settings, keys, values);
                    clients.add(sender.note(), sender::closeNow);
                    return sender;
                },
                KafkaSender::closeNow);
    }

    /**
     * A receiver; it makes a consumer for each subscription to what it receives.
     *
     * @param topics what to subscribe to
     * @param more settings of the consumer, besides and above those of the adapter: {@code group.id} at least
     */
    public <K, V> KafkaReceiver<K, V> receiver(
            Collection<String> topics, Map<String, Object> more, Deserializer<K> keys, Deserializer<V> values) {
        return new KafkaReceiver<>(runtime, clients, topics, with(more), keys, values);
    }

    private Map<String, Object> with(Map<String, Object> more) {
        Map<String, Object> settings = new LinkedHashMap<>(config);
        settings.putAll(more);
        return settings;
    }

    @Override
    public Map<String, String> info() {
        Map<String, String> info = new LinkedHashMap<>();
        info.put("servers", String.valueOf(config.get("bootstrap.servers")));
        info.put("backend", runtime.info().backend());
        info.put("kafka-clients", ClientVersion.text());
        info.put("socket buffers", SocketSizes.describe(config));
        clients.describe(info);
        return info;
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Adapter.firstOf(type, this, admin);
    }

    /**
     * Closes all clients that it has made and that are still open, one after the other; records that were accepted are
     * sent first, for at most ten seconds each. Receivers end side by side, and as if they were cancelled.
     */
    @Override
    public Mono<Void> shutdown() {
        return shutdown;
    }

    @Override
    public String toString() {
        return "KafkaAdapter" + info();
    }
}
