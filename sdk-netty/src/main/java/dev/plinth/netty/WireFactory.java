package dev.plinth.netty;

import dev.plinth.api.TcpOptions;
import io.netty.channel.IoEventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Makes wires that are no Netty channels, for connections without TLS. A backend that has none
 * leaves all its connections to channels. Called on the loop's own thread, and answers there.
 */
public interface WireFactory {

    /**
     * Connects with {@code remote}, which is resolved.
     *
     * @param outcome told once, possibly within this call
     * @return gives the attempt up; without effect once it has ended. The outcome is then a failure
     */
    Runnable connect(IoEventLoop loop, InetSocketAddress remote, TcpOptions tcp, Outcome<Wire> outcome);

    /**
     * Listens on {@code local}, which is resolved.
     *
     * @param backlog as in listen(2)
     * @param tcp what concerns the listener is the receive buffer, which the window is scaled to
     * @param accepted is given the descriptor of each connection, which belongs to it
     * @param outcome told once, possibly within this call
     */
    void listen(
            IoEventLoop loop,
            InetSocketAddress local,
            int backlog,
            TcpOptions tcp,
            Accepted accepted,
            Outcome<Bound> outcome);

    /**
     * Makes an accepted descriptor into a wire of this loop.
     *
     * @throws RuntimeException or an {@link java.io.IOException} if it is gone already; it is then closed
     */
    Wire accept(IoEventLoop loop, int descriptor, TcpOptions tcp) throws java.io.IOException;

    /** Closes an accepted descriptor that no wire was made of. */
    void refuse(int descriptor);

    /** How an attempt ended. */
    interface Outcome<T> {

        /** It is there. */
        void ready(T result);

        /** It is not. */
        void failed(Throwable cause);
    }

    /** Takes accepted descriptors, on the listener's core. */
    interface Accepted {

        /** One more. */
        void accepted(int descriptor);
    }

    /** An open listener. */
    interface Bound {

        /** Where it listens. */
        SocketAddress localAddress();

        /** Closes it; on its core. {@code whenClosed} is called there once nothing is accepted any more. */
        void close(Runnable whenClosed);

        /** What to do should it close, by whomever; at once if it is closed. On its core. */
        void onClosed(Runnable action);
    }
}
