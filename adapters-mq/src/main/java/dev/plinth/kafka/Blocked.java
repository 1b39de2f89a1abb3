package dev.plinth.kafka;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import reactor.core.publisher.Mono;

/** Runs what blocks, on a thread of its own. */
final class Blocked {

    private Blocked() {}

    /** Lazy; each subscription has a thread. Cancelling interrupts nothing: the result is dropped. */
    static <T> Mono<T> call(String thread, Callable<? extends T> task) {
        return Mono.create(sink -> Workers.start(thread, () -> {
            try {
                sink.success(task.call());
            } catch (Throwable e) {
                sink.error(cause(e));
            }
        }));
    }

    /** What a future failed with. */
    static Throwable causeOf(Throwable error) {
        return (error instanceof ExecutionException || error instanceof CompletionException) && error.getCause() != null
                ? error.getCause()
                : error;
    }

    static Exception cause(Throwable error) {
        return causeOf(error) instanceof Exception exception ? exception : new ExecutionException(error);
    }
}
