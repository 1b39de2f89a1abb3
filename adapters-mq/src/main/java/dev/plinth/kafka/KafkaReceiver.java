package dev.plinth.kafka;

import dev.plinth.api.AsyncRuntime;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * Receives records as far as they are asked for: while nobody asks, its partitions are paused, and the consumer stays
 * in its group. Each subscription makes a consumer of its own, and polls it on a thread of its own; records are
 * signalled on that thread, so {@code publishOn} where work takes long. Cancelling commits what was acknowledged, and
 * closes the consumer, both within ten seconds, or {@code default.api.timeout.ms} if that is less; if the broker does
 * not answer by then, a warning tells which records will be received again.
 *
 * <p>Offsets are committed by what was acknowledged, never by what was polled ({@code enable.auto.commit} is off). A
 * partition that is given to another consumer is committed first: what was acknowledged in time is not received
 * again.
 *
 * <p>Fails with kafka-clients' own exceptions.
 */
public final class KafkaReceiver<K, V> {

    /** Settings that lead to the brokers. */
    private static final String WAY = "bootstrap\\.servers|(security|sasl|ssl)\\..*";

    private final AsyncRuntime runtime;
    private final OpenClients clients;
    private final List<String> topics;
    private final Map<String, Object> config;
    private final Deserializer<K> keys;
    private final Deserializer<V> values;

    KafkaReceiver(
            AsyncRuntime runtime,
            OpenClients clients,
            Collection<String> topics,
            Map<String, Object> config,
            Deserializer<K> keys,
            Deserializer<V> values) {
        this.runtime = runtime;
        this.clients = clients;
        this.topics = List.copyOf(topics);
        this.config = new LinkedHashMap<>(config);
        this.config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        this.keys = keys;
        this.values = values;
    }

    /**
     * Records that whoever gets them acknowledges. Each is kept in mind until it and all before it in its partition
     * are: once that is as many as {@link KafkaConfig#MAX_UNACKNOWLEDGED}, a warning says so, and no more of that
     * partition are received until the first of them is acknowledged (up to {@code max.poll.records} that were polled
     * already still are).
     */
    public Flux<Received<K, V>> receive() {
        return flux(subscriber -> new Receiving<>(this, subscriber, Received::new, false));
    }

    /**
     * Records that are acknowledged as they are handed on: once {@code onNext} has returned. With {@code publishOn}
     * behind it that is before they are worked on, and a crash loses those under way.
     */
    public Flux<ConsumerRecord<K, V>> receiveAutoAcknowledge() {
        return flux(subscriber -> new Receiving<>(this, subscriber, (record, acks) -> record, true));
    }

    private static <T> Flux<T> flux(Function<CoreSubscriber<? super T>, Receiving<?, ?, T>> loop) {
        return Flux.from(subscriber -> {
            Receiving<?, ?, T> receiving = loop.apply(Operators.toCoreSubscriber(subscriber));
            subscriber.onSubscribe(receiving);
            receiving.start();
        });
    }

    /**
     * Exactly once: what {@code step} makes of each record is sent, and the record's offset is committed, in one
     * transaction per portion that was polled. A consumer of what is sent should have {@code
     * isolation.level=read_committed}.
     *
     * <p>A transaction that cannot be committed (a rebalance, a broker that is lost) is aborted, and its records are
     * worked on again; {@code step} may so see them twice, what it made of them counts once. If {@code step} fails,
     * or makes a record that no broker would take (too large, say), the transaction is aborted and the Flux fails with
     * that error. Signals how many records each transaction had.
     *
     * <p>What the last transaction sent is kept until the next one is committed. Brokers may lose a transaction's end
     * when partitions have no leader (KAFKA-20734, Kafka 4.3.0 to 4.4.0): what was committed is gone later, or what was
     * aborted is seen. So after one that could not be committed the producer aborts once more, with a record in each of
     * its partitions, and reads whether what was committed last is there; what is not is sent again. The producer's
     * principal needs the right to read the topics for that, else a warning says that nobody has looked. What a process
     * left open that then ended itself is for {@code kafka-transactions.sh} to find.
     *
     * @param producer settings of the producer: {@code transactional.id} at least, which must be of this instance
     *     alone
     * @param step on the receiver's thread; the publishers that it returns are run one after the other
     */
    public <P, Q> Flux<Integer> process(
            Map<String, Object> producer,
            Serializer<P> producedKeys,
            Serializer<Q> producedValues,
            Function<? super ConsumerRecord<K, V>, ? extends Publisher<ProducerRecord<P, Q>>> step) {
        Map<String, Object> settings = new LinkedHashMap<>(producer);
        config.forEach((key, value) -> {
            if (key.matches(WAY)) {
                settings.putIfAbsent(key, value);
            }
        });
        Transactions.History<P, Q> history = new Transactions.History<>();
        return Flux.create(sink -> new ExactlyOnce<>(
                        this,
                        () -> clients.add(PlinthKafka.makeProducer(runtime, settings, producedKeys, producedValues)),
                        reading -> reader(settings, reading),
                        history,
                        step,
                        sink)
                .start());
    }

    /** In no group, by the way that a producer has to the brokers. */
    private Consumer<byte[], byte[]> reader(Map<String, Object> producer, Map<String, Object> reading) {
        Map<String, Object> settings = new HashMap<>(reading);
        producer.forEach((key, value) -> {
            if (key.matches(WAY)) {
                settings.put(key, value);
            }
        });
        return PlinthKafka.consumer(runtime, settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    ClientMaker.Made<Consumer<K, V>> open() {
        return PlinthKafka.makeConsumer(runtime, config, keys, values);
    }

    OpenClients clients() {
        return clients;
    }

    int maxUnacknowledged() {
        return runtime.config().get(KafkaConfig.MAX_UNACKNOWLEDGED);
    }

    List<String> topics() {
        return topics;
    }

    Duration commitInterval() {
        return millis(ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG, 5_000);
    }

    /** How long a call of the consumer may take. */
    Duration apiTimeout() {
        return millis(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 60_000);
    }

    private Duration millis(String name, long byDefault) {
        Object value = config.get(name);
        return Duration.ofMillis(value == null ? byDefault : Long.parseLong(value.toString()));
    }
}
