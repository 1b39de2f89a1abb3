package dev.plinth.cli.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** jnats, as it comes or with its bytes on a runtime. */
final class JnatsPort implements NatsPort {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Connection connection;

    JnatsPort(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void publish(String subject, String replyTo, Headers headers, byte[] data) {
        connection.publish(subject, replyTo, headers, data);
    }

    @Override
    public void subscribe(String subject, String queue, Consumer<Message> to) throws Exception {
        if (queue == null) {
            connection.createDispatcher(to::accept).subscribe(subject);
        } else {
            connection.createDispatcher(to::accept).subscribe(subject, queue);
        }
        flush();
    }

    @Override
    public void flush() throws Exception {
        connection.flush(PATIENCE);
    }

    @Override
    public Message request(String subject, Headers headers, byte[] data) throws Exception {
        return connection.request(subject, headers, data, PATIENCE);
    }

    @Override
    public List<Object> store(String subject, Headers headers, byte[] data) throws Exception {
        PublishAck ack = connection
                .jetStream()
                .publish(NatsMessage.builder()
                        .subject(subject)
                        .headers(headers)
                        .data(data)
                        .build());
        return List.of(ack.getStream(), ack.getSeqno(), ack.isDuplicate());
    }

    @Override
    public List<Message> fetch(String stream, String consumer, int messages) throws Exception {
        JetStreamSubscription pull =
                connection.jetStream().subscribe(null, PullSubscribeOptions.bind(stream, consumer));
        List<Message> all = new ArrayList<>();
        while (all.size() < messages) {
            List<Message> more = pull.fetch(messages - all.size(), PATIENCE);
            if (more.isEmpty()) {
                throw new IOException(all.size() + " of " + messages + " messages of " + stream + " came");
            }
            more.forEach(Message::ack);
            all.addAll(more);
        }
        pull.unsubscribe();
        return all;
    }

    @Override
    public Connection jnats() {
        return connection;
    }
}
