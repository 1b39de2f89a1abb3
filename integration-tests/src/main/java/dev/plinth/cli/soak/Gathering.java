package dev.plinth.cli.soak;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.Receiver;
import java.nio.ByteBuffer;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Gathers an answer whose length is known. */
final class Gathering implements Receiver {

    private final ByteBuffer gathered;
    private final Sinks.One<ByteBuffer> whole = Sinks.one();

    Gathering(int length) {
        this.gathered = ByteBuffer.allocate(length);
    }

    Mono<ByteBuffer> whole() {
        return whole.asMono();
    }

    /** On the core. */
    void send(AsyncConnection connection, byte[] bytes) {
        try {
            connection.send(ByteBuffer.wrap(bytes));
        } catch (ConnectionClosedException e) {
            whole.tryEmitError(e);
        }
    }

    @Override
    public void onReceive(AsyncConnection connection, ByteBuffer data) {
        gathered.put(data);
        if (!gathered.hasRemaining()) {
            whole.tryEmitValue(gathered);
        }
    }

    /** The peer has ended in good order: what is missing does not come any more. */
    @Override
    public void onEnd(AsyncConnection connection) {
        whole.tryEmitError(new ConnectionClosedException("ended before the answer was whole"));
    }

    @Override
    public void onClosed(AsyncConnection connection, Throwable cause) {
        whole.tryEmitError(new ConnectionClosedException("closed before the answer was whole", cause));
    }
}
