package dev.plinth.backend.uring;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.Receiver;
import java.nio.ByteBuffer;

/** Sends back what comes; a peer that does not read is not read from either. */
final class Echo implements Receiver {

    @Override
    public void onReceive(AsyncConnection connection, ByteBuffer data) {
        if (!connection.send(data)) {
            connection.pauseReceive();
        }
    }

    @Override
    public void onWritable(AsyncConnection connection) {
        connection.resumeReceive();
    }

    @Override
    public void onEnd(AsyncConnection connection) {
        connection.close().subscribe();
    }

    @Override
    public void onClosed(AsyncConnection connection, Throwable cause) {}
}
