package dev.plinth.kafka;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/** Runs what blocks, on a thread of its own. */
final class Blocked {

    private Blocked() {}

    /** Lazy; each subscription has a thread. Cancelling interrupts nothing: the result is dropped. */
    static <T> Mono<T> call(String thread, Callable<? extends T> task) {
        return call(thread, task, unwanted -> {});
    }

    /** {@link #call(String, Callable)}; a result that comes after the cancelling is handed to {@code unwanted}. */
    static <T> Mono<T> call(String thread, Callable<? extends T> task, Consumer<? super T> unwanted) {
        return Mono.create(sink -> {
            AtomicBoolean over = new AtomicBoolean(); // whichever is first: the result, or its being cancelled
            sink.onCancel(() -> over.set(true));
            Workers.start(thread, () -> {
                try {
                    T result = task.call();
                    if (over.compareAndSet(false, true)) {
                        sink.success(result);
                    } else {
                        unwanted.accept(result);
                    }
                } catch (Throwable e) {
                    sink.error(cause(e));
                }
            });
        });
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
