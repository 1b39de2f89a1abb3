package dev.plinth.backend.virtualthreads;

import java.nio.ByteBuffer;
import reactor.core.CoreSubscriber;

/** One write: waits in the queue of an {@link Outbound} until the writer gets its bytes. */
final class Write extends Operation<Void> {

    private static final long serialVersionUID = 1L;

    private final transient Outbound outbound;
    private final transient ByteBuffer src;
    private int size;
    private boolean counted;

    Write(Lane lane, CoreSubscriber<? super Void> subscriber, Outbound outbound, ByteBuffer src) {
        super(lane, subscriber);
        this.outbound = outbound;
        this.src = src;
    }

    @Override
    void start() {
        size = src.remaining();
        RuntimeException refusal = outbound.refusal(size);
        if (refusal == null) {
            counted = true;
            outbound.add(this, size);
        } else {
            fail(refusal);
        }
    }

    ByteBuffer src() {
        return src;
    }

    int size() {
        return size;
    }

    @Override
    void onCancelled() {
        outbound.withdraw(this);
    }

    /** How many bytes no longer wait because it was cancelled; told once. On the core. */
    int uncount() {
        int bytes = counted ? size : 0;
        counted = false;
        return bytes;
    }

    @Override
    RuntimeException ended() {
        return outbound.closedError();
    }
}
