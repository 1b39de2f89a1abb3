package dev.plinth.backend.virtualthreads;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSession;

/**
 * A blocking stream to the peer. One thread may read while another writes; {@link #close} works from
 * any thread at any time and makes both give up.
 */
interface Transport {

    /** A buffer of the kind that is read into, and written from, without a copy. */
    ByteBuffer allocate(int bytes);

    /** Reads at least one byte into {@code dst}; -1 at the end. Blocks. */
    int read(ByteBuffer dst) throws IOException;

    /** Writes at least one byte of {@code src}. Blocks. */
    void write(ByteBuffer src) throws IOException;

    /** Ends the output, in the way of TLS where there is one. May block. */
    void shutdownOutput() throws IOException;

    /** Closes at once. Never blocks. */
    void close();

    /** The socket. */
    SocketChannel channel();

    /** The TLS session, or null. */
    SSLSession session();
}
