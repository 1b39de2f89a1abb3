package dev.plinth.netty;

import io.netty.buffer.ByteBuf;

/** What a {@link Wire} tells its connection, on the core; nothing of it throws. */
public interface WireEvents {

    /**
     * Bytes are about to be told, and {@link #onReadComplete} will follow them, whatever happens. A wire
     * that cannot promise that leaves this out; it costs a task more to flush an answer.
     */
    void onReadStart();

    /** Bytes have come. The buffer is the receiver's to release. */
    void onRead(ByteBuf data);

    /** For now that was all; what was answered is flushed within this call. */
    void onReadComplete();

    /** The peer has ended its output. Once, after the last bytes. */
    void onEnd();

    /**
     * What was written may have to wait for the peer: the time that it has for that begins, if it has
     * not. A wire that knows better tells it only when the peer takes no more: the timer costs.
     */
    void onWaiting();

    /** The oldest of the buffers written has been taken whole. */
    void onWritten();

    /** This end's output has ended. */
    void onOutputShutDown();

    /** The wire failed, and is to be closed. */
    void onFailed(Throwable cause);

    /** It is closed, by whomever. Once, last. */
    void onClosed();
}
