package dev.plinth.nats;

import reactor.core.publisher.Mono;

/** A subscription whose messages go to a handler on the core ({@link NatsAdapter#subscribe}). Callable from any thread. */
public interface NatsSubscription {

    /** What it is to. */
    String subject();

    /** How many messages it has been given. */
    long received();

    /** Ends it: a message that is on its way may still come. */
    void unsubscribe();

    /** Ends it, and completes when all messages that the server had sent for it have been handled. */
    Mono<Void> drain();
}
