package dev.plinth.cli.nats;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.cli.load.Line;
import dev.plinth.nats.NatsAdapter;
import io.nats.client.Message;
import java.util.ArrayDeque;
import java.util.Queue;

/** The adapter's connection under load, by its own calls. */
final class PlinthNatsLine implements Line {

    private final AsyncRuntime runtime;
    private final NatsAdapter nats;
    private final int core;
    private final Queue<Completion> onTheirWay = new ArrayDeque<>(); // on the core
    private String own;

    PlinthNatsLine(AsyncRuntime runtime, NatsAdapter nats) {
        this.runtime = runtime;
        this.nats = nats;
        this.core = Integer.parseInt(nats.info().get("core"));
    }

    @Override
    public void execute(Runnable task) {
        runtime.execute(core, task);
    }

    @Override
    public Issuer issuer(String operation, Completion completion) {
        return switch (operation) {
            case NatsComparison.REQUEST ->
                n -> nats.request(Subjects.ECHO, Subjects.PAYLOAD)
                        .subscribe(reply -> completion.done(JnatsLine.wrong(reply)), completion::done);
            case NatsComparison.STORE ->
                n -> nats.store(Subjects.STORED, Subjects.PAYLOAD)
                        .subscribe(ack -> completion.done(null), completion::done);
            case NatsComparison.ROUND_TRIP ->
                n -> {
                    onTheirWay.add(completion);
                    nats.publish(own(), Subjects.PAYLOAD);
                };
            default -> throw new IllegalArgumentException(operation);
        };
    }

    /** One subscription for all: messages come back in the order in which they were sent. */
    private String own() {
        if (own == null) {
            own = Subjects.ownSubject();
            nats.subscribe(own, message -> onTheirWay.remove().done(JnatsLine.wrong(message)));
        }
        return own;
    }

    @Override
    public Caller caller(String operation) {
        return switch (operation) {
            case NatsComparison.REQUEST ->
                n -> {
                    Message reply = runtime.blockOn(nats.request(Subjects.ECHO, Subjects.PAYLOAD));
                    if (JnatsLine.wrong(reply) != null) {
                        throw new IllegalStateException("a wrong reply");
                    }
                };
            case NatsComparison.PUBLISH ->
                n -> {
                    for (int i = 0; i < Subjects.BATCH; i++) {
                        nats.publish(Subjects.NOWHERE, Subjects.PAYLOAD);
                    }
                };
            default -> throw new IllegalArgumentException(operation);
        };
    }
}
