package dev.plinth.cli.nats;

import dev.plinth.cli.load.Line;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A connection of jnats under load, by the calls that its documentation shows. */
final class JnatsLine implements Line {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Connection connection;
    private final JetStream jetStream;
    private final Queue<Completion> onTheirWay = new ConcurrentLinkedQueue<>();
    private String own;

    JnatsLine(Connection connection) {
        this.connection = connection;
        try {
            this.jetStream = connection.jetStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** jnats has no loop to run it on. */
    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public Issuer issuer(String operation, Completion completion) {
        return switch (operation) {
            case NatsComparison.REQUEST ->
                n -> connection
                        .request(Subjects.ECHO, Subjects.PAYLOAD)
                        .whenComplete((reply, error) -> completion.done(error != null ? error : wrong(reply)));
            case NatsComparison.STORE ->
                n -> jetStream
                        .publishAsync(Subjects.STORED, Subjects.PAYLOAD)
                        .whenComplete((ack, error) -> completion.done(error));
            case NatsComparison.ROUND_TRIP ->
                n -> {
                    onTheirWay.add(completion);
                    connection.publish(own(), Subjects.PAYLOAD);
                };
            default -> throw new IllegalArgumentException(operation);
        };
    }

    /** One subscription for all: messages come back in the order in which they were sent. */
    private String own() {
        if (own == null) {
            String subject = Subjects.ownSubject();
            connection
                    .createDispatcher(message -> onTheirWay.remove().done(wrong(message)))
                    .subscribe(subject);
            own = subject;
        }
        return own;
    }

    @Override
    public Caller caller(String operation) {
        return switch (operation) {
            case NatsComparison.REQUEST ->
                n -> {
                    Message reply = connection.request(Subjects.ECHO, Subjects.PAYLOAD, PATIENCE);
                    if (wrong(reply) != null) {
                        throw new IllegalStateException("no reply within " + PATIENCE);
                    }
                };
            case NatsComparison.PUBLISH ->
                n -> {
                    for (int i = 0; i < Subjects.BATCH; i++) {
                        connection.publish(Subjects.NOWHERE, Subjects.PAYLOAD);
                    }
                };
            default -> throw new IllegalArgumentException(operation);
        };
    }

    static Throwable wrong(Message reply) {
        return reply != null && reply.getData().length == Subjects.PAYLOAD.length
                ? null
                : new IllegalStateException("a wrong reply: " + reply);
    }
}
