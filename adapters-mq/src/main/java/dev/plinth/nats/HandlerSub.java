package dev.plinth.nats;

import io.nats.client.MessageHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Messages go to a handler, on the core, as they come: nothing waits, so nothing is dropped. */
final class HandlerSub extends Sub implements NatsSubscription {

    private static final Logger LOG = LoggerFactory.getLogger(HandlerSub.class);

    private final MessageHandler handler;

    HandlerSub(Engine engine, String subject, String queue, MessageHandler handler) {
        super(engine, subject, queue);
        this.handler = handler;
    }

    @Override
    void onMessage(ReceivedMessage message) {
        try {
            handler.onMessage(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // the next messages are not to suffer
            engine().counters().add(Counters.ERRORS, 1);
            LOG.error("The handler of '{}' threw for a message on '{}'", subject(), message.getSubject(), e);
        }
    }

    @Override
    void onEnd(Throwable error) {
        // Whoever has the adapter is told.
    }

    @Override
    public void unsubscribe() {
        engine().unsubscribe(this);
    }

    @Override
    public Mono<Void> drain() {
        return Drain.of(engine(), this);
    }
}
