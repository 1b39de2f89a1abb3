package dev.plinth.netty;

import io.netty.buffer.ByteBuf;
import java.net.SocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * What a connection needs of its socket: bytes in, bytes out, an end. The connection does the rest
 * (who takes the bytes, what waits, timeouts, orderly ends), the same on every kind of wire.
 *
 * <p>Everything here is called on the core, and everything comes back there, by {@link WireEvents}.
 * A method that is called on a closed wire does nothing.
 */
public interface Wire {

    /** The address at this end; constant. */
    SocketAddress localAddress();

    /** The address of the peer; constant. */
    SocketAddress remoteAddress();

    /** The TLS session, or null without TLS. */
    default SSLSession tlsSession() {
        return null;
    }

    /** What the wire is made of, if it is a {@code type}. */
    default <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }

    /** Whose wire it is. Called once, before anything else; nothing is read before {@link #read}. */
    void start(WireEvents events);

    /** Reads once more, unless a read is on its way or reads follow each other anyway. */
    void read();

    /** Whether one read follows the other, from now on, without being asked for. At first it does not. */
    void autoRead(boolean on);

    /** A direct buffer with room for {@code size} bytes or more, for {@link #write}; the caller owns it. */
    ByteBuf buffer(int size);

    /** More is written while fewer bytes than this are on their way. */
    int window();

    /** Takes the buffer over, behind those before it; it goes with the next {@link #flush}. */
    void write(ByteBuf data);

    /** Sends what was written. */
    void flush();

    /** Whether the peer has taken a byte since the last call. */
    boolean hasMoved();

    /** Ends the output; nothing is on its way. {@link WireEvents#onOutputShutDown} follows. */
    void shutdownOutput();

    /** Closes it; {@link WireEvents#onClosed} follows, not within this call. */
    void end();

    /** Closes it with a reset, whatever is on its way. */
    void abort();
}
