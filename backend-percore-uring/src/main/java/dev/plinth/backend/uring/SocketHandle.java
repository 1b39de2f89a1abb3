package dev.plinth.backend.uring;

import io.netty.channel.IoEventLoop;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Socket;
import io.netty.channel.uring.IoUringIoOps;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A socket that the ring makes, with one operation under way at most. */
abstract class SocketHandle extends RingHandle {

    private static final Logger LOG = LoggerFactory.getLogger(SocketHandle.class);

    private Socket socket;
    private long id;

    SocketHandle(IoEventLoop loop) {
        super(loop);
    }

    /** Has the ring make the socket: {@link #completed} follows, or {@link #failed}. */
    final void begin(int family) {
        join();
        try {
            next(Ops.socket(slot(), family));
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /** Submits the next operation, the one before having ended. */
    final void next(IoUringIoOps operation) {
        id = submit(operation);
    }

    /**
     * The ring has made it, or has not; it is closed at the end.
     *
     * @param result of the operation
     */
    final Socket made(int result) throws IOException {
        if (result < 0) {
            throw Errors.newIOException("socket", result);
        }
        socket = new Socket(result);
        return socket;
    }

    /** Null before it is made, and after it has been given away. */
    final Socket socket() {
        return socket;
    }

    /** It is somebody else's to close, from now on. */
    final void giveAway() {
        socket = null;
    }

    @Override
    public void abort() {
        end();
    }

    @Override
    void cancelAll() {
        cancel(id);
    }

    @Override
    void closeDescriptor() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("Closing {} failed", this, e);
            }
        }
    }
}
