package dev.plinth.cli.faults;

import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Texts that are given to a server by a way without faults, and come by the client under test: an operation ends when
 * its text has come. Any thread may call.
 */
final class Arrivals {

    private final Map<String, CompletableFuture<String>> awaited = new ConcurrentHashMap<>();
    private final Queue<String> arrived = new ConcurrentLinkedQueue<>();

    /**
     * An operation.
     *
     * @param fed completes when the server has the text, with an error if it has not
     */
    CompletionStage<String> await(String text, Feeding fed) {
        CompletableFuture<String> coming = new CompletableFuture<>();
        awaited.put(text, coming);
        fed.feed(text).whenComplete((done, error) -> {
            if (error != null) {
                coming.completeExceptionally(error);
            }
        });
        return coming;
    }

    /** The client has been given a text, and has dealt with it. */
    void came(String text) {
        arrived.add(text);
        CompletableFuture<String> coming = awaited.remove(text);
        if (coming != null) {
            coming.complete(text);
        }
    }

    /** All that came. */
    Collection<String> all() {
        return arrived;
    }

    /** The way into the server. */
    interface Feeding {
        CompletionStage<?> feed(String text);
    }
}
