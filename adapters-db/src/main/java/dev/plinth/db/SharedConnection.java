package dev.plinth.db;

import reactor.core.publisher.Mono;

/** A connection that a {@link Multiplexer} opens, uses and closes. */
interface SharedConnection {

    Wire wire();

    /** Closes it in good order. Never fails. */
    Mono<Void> close();
}
