package dev.plinth.kafka;

import dev.plinth.api.AsyncRuntime;

/** What is known of a client that was made: what carries its bytes, and what became of its connections. */
final class ClientNote {

    private final ClientKind kind;
    private final AsyncRuntime runtime;
    private final Object servers;
    private final String transport;
    private final String thread;
    private final Journal journal;

    ClientNote(
            ClientKind kind, AsyncRuntime runtime, Object servers, String transport, String thread, Journal journal) {
        this.kind = kind;
        this.runtime = runtime;
        this.servers = servers;
        this.transport = transport;
        this.thread = thread;
        this.journal = journal;
    }

    /** {@code plinth}, or {@code stock} and why. */
    String transport() {
        return transport;
    }

    /** What runs its network: its own thread, and why, or a core. */
    String thread() {
        return thread;
    }

    boolean isProducer() {
        return kind.isProducer();
    }

    Journal journal() {
        return journal;
    }

    /** Adds to a client's own error what is known here; says it once. */
    <E extends Throwable> E explain(E error) {
        for (Throwable told : error.getSuppressed()) {
            if (told instanceof KafkaContextException) {
                return error;
            }
        }
        error.addSuppressed(new KafkaContextException(toString()));
        return error;
    }

    @Override
    public String toString() {
        return kind.title() + " of " + servers + ", carried by " + transport + " ("
                + runtime.info().backend() + "), run by " + thread + "; connections open: " + journal.open()
                + ", last failure: "
                + journal.lastFailure();
    }
}
