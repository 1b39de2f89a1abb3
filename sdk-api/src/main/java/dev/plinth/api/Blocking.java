package dev.plinth.api;

import java.util.Objects;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/** Waits for a Mono where waiting is allowed. */
final class Blocking {

    private Blocking() {}

    static <T> T await(AsyncRuntime runtime, Mono<T> mono) {
        Objects.requireNonNull(mono, "mono");
        int core = runtime.currentCore();
        if (core != AsyncRuntime.NO_CORE) {
            throw new IllegalStateException(
                    "blockOn was called on core " + core + ", which must never block: subscribe to the Mono instead");
        }
        try {
            return mono.block();
        } catch (RuntimeException e) {
            Throwable cause = Exceptions.unwrap(e);
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw new PlinthException("what was waited for failed: " + cause, cause);
        }
    }
}
