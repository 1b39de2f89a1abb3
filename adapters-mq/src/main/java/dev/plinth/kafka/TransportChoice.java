package dev.plinth.kafka;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigException;
import java.util.Locale;

/** What {@link KafkaConfig#TRANSPORT} asks for. */
enum TransportChoice {
    AUTO,
    PLINTH,
    STOCK;

    static TransportChoice of(AsyncRuntime runtime) {
        String text = runtime.config().get(KafkaConfig.TRANSPORT);
        for (TransportChoice choice : values()) {
            if (choice.name().equals(text.trim().toUpperCase(Locale.ROOT))) {
                return choice;
            }
        }
        throw new ConfigException(KafkaConfig.TRANSPORT.name() + " is '" + text + "' ("
                + runtime.config().originOf(KafkaConfig.TRANSPORT) + "): it must be auto, plinth or stock");
    }
}
