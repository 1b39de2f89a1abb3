package dev.plinth.it.kafka;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.kafka.KafkaConfig;
import dev.plinth.kafka.PlinthKafka;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes clients: those of kafka-clients as they come, or the same on a backend. */
final class Make implements AutoCloseable {

    static final String STOCK = "stock";

    /** Whose producers are run by cores; the others' have threads of their own. */
    private static final Set<String> ON_CORES = Set.of("percore-uring", "netty-nio");

    private final String name;
    private final AsyncRuntime runtime;
    private final Map<String, Object> producers;
    private final Map<String, Object> consumers;

    /**
     * @param name a backend's, or {@link #STOCK}
     * @param producers settings of all producers
     * @param consumers settings of all consumers
     */
    Make(String name, Map<String, Object> producers, Map<String, Object> consumers) {
        this.name = name;
        this.producers = producers;
        this.consumers = consumers;
        this.runtime = name.equals(STOCK)
                ? null
                : AsyncRuntime.create(RuntimeConfig.builder()
                        .backend(name)
                        .cores(1)
                        .set(KafkaConfig.TRANSPORT, "plinth")
                        .set(KafkaConfig.PRODUCER_THREAD, ON_CORES.contains(name) ? "core" : "own")
                        .build());
    }

    String name() {
        return name;
    }

    /** Null where it is stock. */
    AsyncRuntime runtime() {
        return runtime;
    }

    Producer<String, String> producer(Map<String, Object> more) {
        Map<String, Object> config = with(producers, more);
        return runtime == null
                ? new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())
                : PlinthKafka.producer(runtime, config, new StringSerializer(), new StringSerializer());
    }

    Consumer<String, String> consumer(Map<String, Object> more) {
        Map<String, Object> config = with(consumers, more);
        return runtime == null
                ? new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())
                : PlinthKafka.consumer(runtime, config, new StringDeserializer(), new StringDeserializer());
    }

    static Map<String, Object> with(Map<String, Object> settings, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(more);
        return all;
    }

    @Override
    public void close() {
        if (runtime != null) {
            runtime.close();
        }
    }
}
