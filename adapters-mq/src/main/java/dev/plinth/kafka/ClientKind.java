package dev.plinth.kafka;

import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.NetworkClient;

/** The kinds of clients, and where in each the network is. */
enum ClientKind {
    PRODUCER("Producer", ClientPath::ofProducer),
    /** The producer of a {@link KafkaSender}, whose users know that they run on cores. */
    SENDER("Producer", ClientPath::ofProducer),
    CONSUMER("Consumer", ClientPath::ofConsumer),
    ADMIN("AdminClient", ClientPath::ofAdmin);

    private final String title;
    private final Function<Object, NetworkClient> path;

    ClientKind(String title, Function<Object, NetworkClient> path) {
        this.title = title;
        this.path = path;
    }

    /** As kafka-clients writes it in its log lines. */
    String title() {
        return title;
    }

    NetworkClient network(Object client) {
        return path.apply(client);
    }

    boolean isProducer() {
        return this == PRODUCER || this == SENDER;
    }

    /** Has a core run a producer where that was asked for and can be; says what runs the client. */
    String lend(Object client, Map<String, Object> config, CoreTransport transport, PlinthSelector selector) {
        return isProducer()
                ? SenderPlace.of(this == SENDER, config, transport).take(client, transport, selector)
                : SenderPlace.OWN;
    }
}
