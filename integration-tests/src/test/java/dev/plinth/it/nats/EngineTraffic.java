package dev.plinth.it.nats;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.nats.NatsAdapter;
import io.nats.client.Message;
import io.nats.client.Options;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** The adapter's engine. */
final class EngineTraffic extends NatsTraffic {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final NatsAdapter nats;
    private final List<String> slow = new CopyOnWriteArrayList<>();
    private BaseSubscriber<Message> slowSubscriber;

    EngineTraffic(String name, AsyncRuntime runtime, Options.Builder options) {
        super(name);
        nats = runtime.blockOn(NatsAdapter.connect(runtime, options));
        nats.subscribe(Pulse.SUBJECT, message -> onBeat());
    }

    @Override
    void consume() {
        nats.consume(stream(), stream()).subscribe(this::onStored);
    }

    @Override
    void subscribeSlowly(String subject) {
        slowSubscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                // asks for nothing yet
            }

            @Override
            protected void hookOnNext(Message message) {
                slow.add(NatsSuite.text(message));
            }
        };
        nats.subscribe(subject).subscribe(slowSubscriber);
        nats.runtime().blockOn(nats.flush());
    }

    @Override
    long dropped() {
        return nats.stats().dropped();
    }

    @Override
    List<String> takeSlow() {
        slowSubscriber.requestUnbounded();
        return slow;
    }

    @Override
    void store(String text) {
        nats.store(stream(), null, NatsSuite.bytes(text), TIMEOUT)
                .subscribe(ack -> onAcknowledged(text), notConfirmed -> {});
    }

    @Override
    long reconnects() {
        return nats.stats().reconnects();
    }

    @Override
    void close() {
        nats.close();
    }
}
