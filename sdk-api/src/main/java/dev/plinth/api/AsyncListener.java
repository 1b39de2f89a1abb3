package dev.plinth.api;

import java.net.SocketAddress;
import reactor.core.publisher.Mono;

/** A socket that accepts connections ({@link AsyncRuntime#listen}). Callable from any thread. */
public interface AsyncListener {

    /** The address that is bound, with the port that was chosen. Known after close, too. */
    SocketAddress localAddress();

    /** Whether it still accepts. */
    boolean isOpen();

    /**
     * Stops accepting; connections that were accepted stay. Completes when the socket is closed, at
     * once if it was. Lazy: subscribe.
     */
    Mono<Void> close();
}
