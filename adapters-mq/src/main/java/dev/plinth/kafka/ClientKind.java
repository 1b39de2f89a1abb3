package dev.plinth.kafka;

import java.util.Map;
import org.apache.kafka.clients.NetworkClient;

/** The kinds of clients, and where in each the network is. */
enum ClientKind {
    PRODUCER("Producer") {
        @Override
        NetworkClient network(Object client) {
            return ClientPath.ofProducer(client);
        }

        @Override
        String lend(Object client, Map<String, Object> config, CoreTransport transport, PlinthSelector selector) {
            return SenderPlace.of(false, config, transport).take(client, transport, selector);
        }
    },
    /** The producer of a {@link KafkaSender}, whose users know that they run on cores. */
    SENDER("Producer") {
        @Override
        NetworkClient network(Object client) {
            return ClientPath.ofProducer(client);
        }

        @Override
        String lend(Object client, Map<String, Object> config, CoreTransport transport, PlinthSelector selector) {
            return SenderPlace.of(true, config, transport).take(client, transport, selector);
        }
    },
    CONSUMER("Consumer") {
        @Override
        NetworkClient network(Object client) {
            return ClientPath.ofConsumer(client);
        }
    },
    ADMIN("AdminClient") {
        @Override
        NetworkClient network(Object client) {
            return ClientPath.ofAdmin(client);
        }
    };

    private final String title;

    ClientKind(String title) {
        this.title = title;
    }

    /** As kafka-clients writes it in its log lines. */
    String title() {
        return title;
    }

    abstract NetworkClient network(Object client);

    boolean isProducer() {
        return this == PRODUCER || this == SENDER;
    }

    /** Has a core run it where that was asked for and can be; says what runs it. */
    String lend(Object client, Map<String, Object> config, CoreTransport transport, PlinthSelector selector) {
        return SenderPlace.OWN;
    }
}
