package dev.plinth.kafka;

import org.apache.kafka.clients.NetworkClient;

/** The kinds of clients, and where in each the network is. */
enum ClientKind {
    PRODUCER("Producer") {
        @Override
        NetworkClient network(Object client) {
            return ClientPath.ofProducer(client);
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
}
