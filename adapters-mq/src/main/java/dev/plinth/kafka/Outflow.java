package dev.plinth.kafka;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/** Bytes on their way from a channel's thread to its core: copied once, so that their buffers are free at once. */
final class Outflow {

    /** More than this waits in Kafka's own buffers until the core has sent some. */
    static final int MOST = 1 << 20;

    private final CoreSelector selector;
    private final ByteRing ring = new ByteRing(MOST);
    private volatile IOException error;
    /** Whether the channel's thread found no room. */
    private volatile boolean roomWanted;

    Outflow(CoreSelector selector) {
        this.selector = selector;
    }

    // ---- the channel's thread

    /** Writable once it is broken, too: writing then tells. */
    boolean isWritable() {
        if (ring.hasRoom() || error != null) {
            return true;
        }
        roomWanted = true;
        VarHandle.fullFence();
        return ring.hasRoom(); // the core may have made room, and not have seen that it was wanted
    }

    int write(ByteBuffer src) throws IOException {
        checkAlive();
        ring.expect(src.remaining());
        return ring.put(src);
    }

    long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        checkAlive();
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            total += srcs[i].remaining();
        }
        ring.expect(total);
        long count = 0;
        for (int i = offset; i < offset + length; i++) {
            count += ring.put(srcs[i]);
            if (srcs[i].hasRemaining()) {
                break;
            }
        }
        return count;
    }

    private void checkAlive() throws IOException {
        IOException cause = error;
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause);
        }
    }

    // ---- the core

    /** Whether nothing waits in it, and nothing is wrong. */
    boolean isEmpty() {
        return ring.size() == 0 && error == null;
    }

    ByteBuffer peek() {
        return ring.peek();
    }

    void taken(int count) {
        ring.taken(count);
        VarHandle.fullFence();
        if (roomWanted) {
            roomWanted = false;
            selector.signal();
        }
    }

    // ---- either

    void end(IOException cause) {
        error = cause;
    }
}
