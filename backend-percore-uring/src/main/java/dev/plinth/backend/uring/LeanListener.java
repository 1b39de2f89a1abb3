package dev.plinth.backend.uring;

import dev.plinth.api.TcpOptions;
import dev.plinth.netty.WireFactory.Accepted;
import dev.plinth.netty.WireFactory.Bound;
import dev.plinth.netty.WireFactory.Outcome;
import io.netty.channel.IoEventLoop;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening socket on a ring. One operation accepts for as long as all goes well. */
final class LeanListener extends SocketHandle implements Bound {

    /** How long it stands back after a failure: what is short (descriptors, memory) does not come back at once. */
    static final long PAUSE_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(LeanListener.class);

    private static final int ECONNABORTED = -103;

    private final InetSocketAddress wanted;
    private final int backlog;
    private final TcpOptions tcp;
    private final Accepted accepted;
    private final Outcome<Bound> outcome;
    private final List<Runnable> whenClosed = new ArrayList<>();

    private SocketAddress localAddress;
    private Throwable failure;
    private boolean open;
    private boolean warned;
    private boolean ended;

    LeanListener(
            IoEventLoop loop,
            InetSocketAddress wanted,
            int backlog,
            TcpOptions tcp,
            Accepted accepted,
            Outcome<Bound> outcome) {
        super(loop);
        this.wanted = wanted;
        this.backlog = backlog;
        this.tcp = tcp;
        this.accepted = accepted;
        this.outcome = outcome;
    }

    void start() {
        begin(bothFamilies() ? Ops.AF_INET6 : SocketAddresses.family(wanted.getAddress()));
    }

    /** As everywhere in Java: a socket for any address takes IPv6 as well. */
    private boolean bothFamilies() {
        return wanted.getAddress().isAnyLocalAddress()
                && (Socket.isIPv6Preferred() || !(wanted.getAddress() instanceof Inet4Address));
    }

    @Override
    void completed(byte opcode, int result, int flags, int data) throws IOException {
        if (opcode == Ops.SOCKET) {
            listen(made(result));
        } else {
            accepted(result, (flags & Ops.MORE) != 0);
        }
    }

    private void listen(Socket socket) throws IOException {
        if (closing()) {
            return;
        }
        SocketOptions.listener(socket, tcp);
        if (bothFamilies()) {
            SocketOptions.bothFamilies(socket);
        }
        socket.bind(wanted);
        socket.listen(backlog);
        localAddress = socket.localAddress();
        open = true;
        accept();
        outcome.ready(this);
    }

    private void accept() {
        next(Ops.accept(slot(), socket().intValue()));
    }

    private void accepted(int result, boolean more) {
        if (result >= 0) {
            warned = false;
            if (closing()) {
                close(result);
            } else {
                accepted.accepted(result);
            }
        }
        if (more || closing()) {
            return;
        }
        if (result >= 0 || result == ECONNABORTED) {
            accept();
        } else {
            standBack(Errors.newIOException("accept", result));
        }
    }

    private void standBack(Throwable cause) {
        if (!warned) {
            warned = true;
            LOG.warn(
                    "{} accepts nothing for the moment, and tries again every {} ms. If there are too many open"
                            + " files, raise their limit (ulimit -n, LimitNOFILE=)",
                    this,
                    PAUSE_MILLIS,
                    cause);
        }
        loop().schedule(
                        () -> {
                            if (!closing()) {
                                accept();
                            }
                        },
                        PAUSE_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    static void close(int descriptor) {
        try {
            new FileDescriptor(descriptor).close();
        } catch (IOException e) {
            LOG.debug("Closing an accepted connection failed", e);
        }
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public void close(Runnable action) {
        onClosed(action);
        end();
    }

    @Override
    public void onClosed(Runnable action) {
        if (ended) {
            action.run();
        } else {
            whenClosed.add(action);
        }
    }

    @Override
    void failed(Throwable cause) {
        if (!open) {
            failure = cause;
            end();
        } else if (!closing()) {
            standBack(cause);
        }
    }

    @Override
    void ended() {
        ended = true;
        if (!open) {
            outcome.failed(failure == null ? new IOException("the runtime ends") : failure);
        }
        whenClosed.forEach(Runnable::run);
        whenClosed.clear();
    }

    @Override
    public String toString() {
        return "the listener on " + (localAddress == null ? wanted : localAddress);
    }
}
