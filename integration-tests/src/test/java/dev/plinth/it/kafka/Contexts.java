package dev.plinth.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.kafka.KafkaContextException;

/** What Plinth adds to kafka-clients' errors. */
final class Contexts {

    private Contexts() {}

    static void isExplained(Throwable error) {
        assertThat(error.getSuppressed())
                .filteredOn(KafkaContextException.class::isInstance)
                .singleElement()
                .satisfies(context -> assertThat(context.getMessage()).contains("carried by"));
    }
}
