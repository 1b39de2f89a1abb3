package dev.plinth.kafka;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigException;
import dev.plinth.api.PlinthException;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * kafka-clients' own objects on a runtime, for services that have code of their own: the lines that make producers,
 * consumers and admin clients change, nothing else. With spring-kafka, override {@code
 * DefaultKafkaProducerFactory.createRawProducer} and {@code DefaultKafkaConsumerFactory.createRawConsumer}.
 *
 * <p>Everything keeps kafka-clients' settings, threads and semantics, unless {@link KafkaConfig#PRODUCER_THREAD} says
 * otherwise. Its calls block as ever: {@code poll} always,
 * {@code send} while metadata or memory is missing. So do not call them on a core; making a client there throws
 * {@link IllegalStateException}.
 *
 * <p>All throw kafka-clients' own exceptions, mostly {@link KafkaException}, with a suppressed {@link
 * KafkaContextException}; {@link ConfigException} if {@link KafkaConfig#TRANSPORT} has no known value; and {@link
 * PlinthException} if it requires what this version of kafka-clients cannot have.
 */
public final class PlinthKafka {

    private PlinthKafka() {}

    /** {@code new KafkaProducer<>(config)}, on a runtime. */
    public static <K, V> Producer<K, V> producer(AsyncRuntime runtime, Map<String, Object> config) {
        return producer(runtime, config, null, null);
    }

    /** {@code new KafkaProducer<>(config, keySerializer, valueSerializer)}, on a runtime. */
    public static <K, V> Producer<K, V> producer(
            AsyncRuntime runtime,
            Map<String, Object> config,
            Serializer<K> keySerializer,
            Serializer<V> valueSerializer) {
        return makeProducer(runtime, config, keySerializer, valueSerializer).client();
    }

    /** {@code new KafkaConsumer<>(config)}, on a runtime; {@code group.protocol} may be classic or consumer. */
    public static <K, V> Consumer<K, V> consumer(AsyncRuntime runtime, Map<String, Object> config) {
        return consumer(runtime, config, null, null);
    }

    /** {@code new KafkaConsumer<>(config, keyDeserializer, valueDeserializer)}, on a runtime. */
    public static <K, V> Consumer<K, V> consumer(
            AsyncRuntime runtime,
            Map<String, Object> config,
            Deserializer<K> keyDeserializer,
            Deserializer<V> valueDeserializer) {
        return makeConsumer(runtime, config, keyDeserializer, valueDeserializer).client();
    }

    /** {@code Admin.create(config)}, on a runtime. */
    public static Admin admin(AsyncRuntime runtime, Map<String, Object> config) {
        return makeAdmin(runtime, config).client();
    }

    static <K, V> ClientMaker.Made<Producer<K, V>> makeProducer(
            AsyncRuntime runtime, Map<String, Object> config, Serializer<K> keys, Serializer<V> values) {
        return ClientMaker.make(runtime, ClientKind.PRODUCER, config, () -> new KafkaProducer<>(config, keys, values));
    }

    /** For a {@link KafkaSender}: by default a core runs it. */
    static <K, V> ClientMaker.Made<Producer<K, V>> makeSender(
            AsyncRuntime runtime, Map<String, Object> config, Serializer<K> keys, Serializer<V> values) {
        return ClientMaker.make(runtime, ClientKind.SENDER, config, () -> new KafkaProducer<>(config, keys, values));
    }

    static <K, V> ClientMaker.Made<Consumer<K, V>> makeConsumer(
            AsyncRuntime runtime, Map<String, Object> config, Deserializer<K> keys, Deserializer<V> values) {
        return ClientMaker.make(runtime, ClientKind.CONSUMER, config, () -> new KafkaConsumer<>(config, keys, values));
    }

    static ClientMaker.Made<Admin> makeAdmin(AsyncRuntime runtime, Map<String, Object> config) {
        return ClientMaker.make(runtime, ClientKind.ADMIN, config, () -> Admin.create(config));
    }
}
