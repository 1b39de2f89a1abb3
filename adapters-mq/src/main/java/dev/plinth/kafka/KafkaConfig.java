package dev.plinth.kafka;

import dev.plinth.api.ConfigException;
import dev.plinth.api.ConfigKey;
import dev.plinth.api.RuntimeConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The settings of the Kafka adapter; what kafka-clients itself is told goes by its own names. */
public final class KafkaConfig {

    /** Whose transport clients are made with: auto, plinth or stock. */
    public static final ConfigKey<String> TRANSPORT = ConfigKey.text(
            "plinth.kafka.transport",
            "auto",
            "What carries the bytes of kafka-clients: plinth (the backend, or making a client fails), stock (its own"
                    + " sockets), auto (the backend, or with a warning its own sockets where this version of"
                    + " kafka-clients is not known).");

    /** See {@link KafkaSender}. */
    public static final ConfigKey<Integer> MAX_WAITING = ConfigKey.number(
            "plinth.kafka.max-waiting",
            10_000,
            1,
            10_000_000,
            "How many records of a sender may wait for metadata or for the producer's memory; more are refused.");

    /** See {@link KafkaReceiver#receive}. */
    public static final ConfigKey<Integer> MAX_UNACKNOWLEDGED = ConfigKey.number(
            "plinth.kafka.max-unacknowledged",
            100_000,
            1,
            100_000_000,
            "How many records of a partition a receiver hands out from the first one on that is not acknowledged; then"
                    + " no more of that partition are polled until it is.");

    /** Where the network of producers runs: auto, core or own. */
    public static final ConfigKey<String> PRODUCER_THREAD = ConfigKey.text(
            "plinth.kafka.producer-thread",
            "auto",
            "What runs a producer's sending and receiving, and so its callbacks: core (the core of its connections;"
                    + " callbacks must not block), own (kafka-clients' thread, which hands bytes to the core), auto"
                    + " (core for a KafkaSender, own for producers of your own).");

    private static final List<ConfigKey<?>> KEYS = List.of(TRANSPORT, PRODUCER_THREAD, MAX_WAITING, MAX_UNACKNOWLEDGED);

    private KafkaConfig() {}

    static TransportChoice transport(RuntimeConfig config) {
        return oneOf(TransportChoice.values(), TRANSPORT, config);
    }

    static ProducerThread producerThread(RuntimeConfig config) {
        return oneOf(ProducerThread.values(), PRODUCER_THREAD, config);
    }

    private static <E extends Enum<E>> E oneOf(E[] choices, ConfigKey<String> key, RuntimeConfig config) {
        String text = config.get(key);
        for (E choice : choices) {
            if (choice.name().equalsIgnoreCase(text.trim())) {
                return choice;
            }
        }
        String words = Arrays.toString(choices).toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
        throw new ConfigException(key.name() + " is '" + text + "' (" + config.originOf(key) + "): it must be "
                + words.replaceAll(", (\\w+)$", " or $1"));
    }

    /** All of them. */
    public static List<ConfigKey<?>> keys() {
        return KEYS;
    }
}
