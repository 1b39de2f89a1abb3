package dev.plinth.tck;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Work of a test's own on a thread of its own: a peer that reads while the test goes on. */
final class Background {

    private Background() {}

    static <T> CompletableFuture<T> run(Callable<T> work) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        future.complete(work.call());
                    } catch (Throwable e) {
                        future.completeExceptionally(e);
                    }
                },
                "tck-background");
        thread.setDaemon(true);
        thread.start();
        return future;
    }
}
