package dev.plinth.api;

import java.nio.ByteBuffer;

/**
 * Takes the bytes of a connection as they arrive ({@link AsyncConnection#receive}).
 *
 * <p>All calls for one connection come one at a time, on the connection's core, which they must not
 * block. If one of them throws, the connection is closed with that as the cause.
 */
public interface Receiver {

    /**
     * Bytes have arrived: those between position and limit. The buffer is the runtime's and valid
     * during the call only; what it still holds afterwards is not handed over again, so copy what is
     * to be kept.
     */
    void onReceive(AsyncConnection connection, ByteBuffer data);

    /**
     * All that arrived in this turn of the loop has been handed over: a place to act once on a batch.
     * What {@link AsyncConnection#send} gathered goes out after it.
     */
    default void onReceiveComplete(AsyncConnection connection) {}

    /** The peer has ended its output; called once, after the last byte. Writing goes on. */
    default void onEnd(AsyncConnection connection) {}

    /** Fewer than {@link ConnectOptions#writeLowWater()} bytes wait, after more than the high mark. */
    default void onWritable(AsyncConnection connection) {}

    /**
     * The connection is closed; called exactly once, last.
     *
     * @param cause null if this end closed it, or both ends ended their output; else what happened
     *     (a reset, a timeout, whatever the receiver threw)
     */
    void onClosed(AsyncConnection connection, Throwable cause);
}
