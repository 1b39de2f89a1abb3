package dev.plinth.it.nats;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** jnats, as it comes or on a runtime, by the calls that its documentation shows. */
final class JnatsTraffic extends NatsTraffic {

    private static final int BATCH = 100;
    private static final Duration WAIT = Duration.ofMillis(100);

    private final Connection connection;
    private final JetStream jetStream;
    private final List<String> slow = new ArrayList<>();
    private Subscription slowSubscription;
    private Thread consuming;
    private volatile boolean closed;

    JnatsTraffic(String name, Options options) throws Exception {
        super(name);
        connection = Nats.connect(options);
        jetStream = connection.jetStream();
        connection.createDispatcher(message -> onBeat()).subscribe(Pulse.SUBJECT);
    }

    @Override
    void consume() throws Exception {
        JetStreamSubscription pull = jetStream.subscribe(null, PullSubscribeOptions.bind(stream(), stream()));
        consuming = new Thread(
                () -> {
                    while (!closed) {
                        try {
                            pull.fetch(BATCH, WAIT).forEach(this::onStored);
                        } catch (IllegalStateException e) {
                            // not connected right now, or what it fetched came too late
                        }
                    }
                },
                "consuming-" + name());
        consuming.start();
    }

    @Override
    void subscribeSlowly(String subject) throws Exception {
        slowSubscription = connection.subscribe(subject);
        slowSubscription.setPendingLimits(NatsFaultsTest.PENDING, -1);
        connection.flush(WAIT.multipliedBy(100));
    }

    @Override
    long dropped() {
        return slowSubscription.getDroppedCount();
    }

    @Override
    List<String> takeSlow() throws Exception {
        for (Message next; (next = slowSubscription.nextMessage(WAIT)) != null; ) {
            slow.add(NatsSuite.text(next));
        }
        return slow;
    }

    @Override
    void store(String text) {
        jetStream.publishAsync(stream(), NatsSuite.bytes(text)).whenComplete((ack, notConfirmed) -> {
            if (notConfirmed == null) {
                onAcknowledged(text);
            }
        });
    }

    @Override
    long reconnects() {
        return connection.getStatistics().getReconnects();
    }

    @Override
    void close() throws Exception {
        closed = true;
        consuming.join();
        connection.close();
    }
}
