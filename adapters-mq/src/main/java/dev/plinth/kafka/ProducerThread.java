package dev.plinth.kafka;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigException;
import java.util.Locale;

/** What {@link KafkaConfig#PRODUCER_THREAD} asks for. */
enum ProducerThread {
    AUTO,
    CORE,
    OWN;

    static ProducerThread of(AsyncRuntime runtime) {
        String text = runtime.config().get(KafkaConfig.PRODUCER_THREAD);
        for (ProducerThread choice : values()) {
            if (choice.name().equals(text.trim().toUpperCase(Locale.ROOT))) {
                return choice;
            }
        }
        throw new ConfigException(KafkaConfig.PRODUCER_THREAD.name() + " is '" + text + "' ("
                + runtime.config().originOf(KafkaConfig.PRODUCER_THREAD) + "): it must be auto, core or own");
    }
}
