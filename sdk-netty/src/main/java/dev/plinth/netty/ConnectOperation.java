package dev.plinth.netty;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ConnectTimeoutException;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.TlsException;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.CoreSubscriber;

/** Opens a connection: resolves the host, tries its addresses in turn, and does the TLS handshake. */
final class ConnectOperation extends Operation<AsyncConnection> {

    private final Sockets sockets;
    private final SocketAddress remote;
    private final ConnectOptions options;
    private Future<?> timer;
    /** Gives up what is under way. */
    private Runnable giveUp;

    private List<InetSocketAddress> addresses = List.of();
    private int tried;

    ConnectOperation(
            Core core,
            CoreSubscriber<? super AsyncConnection> subscriber,
            Sockets sockets,
            SocketAddress remote,
            ConnectOptions options) {
        super(core, subscriber);
        this.sockets = sockets;
        this.remote = remote;
        this.options = options;
    }

    @Override
    public void run() {
        if (isDone()) {
            return;
        }
        if (sockets.closing()) {
            fail(sockets.closedException());
            return;
        }
        if (!(remote instanceof InetSocketAddress address)) {
            fail(new UnsupportedOperationException("cannot connect to " + remote + ", a "
                    + remote.getClass().getName() + ": this backend knows InetSocketAddress only"));
            return;
        }
        startTimer();
        if (address.isUnresolved()) {
            resolve(address);
        } else {
            addresses = List.of(address);
            tryNext(null);
        }
    }

    private void startTimer() {
        Duration limit =
                options.connectTimeout().orElseGet(() -> sockets.config().get(RuntimeConfig.CONNECT_TIMEOUT));
        if (!limit.isZero()) {
            timer = core().loop().schedule(() -> timedOut(limit), TimedTask.nanos(limit), TimeUnit.NANOSECONDS);
        }
    }

    private void timedOut(Duration limit) {
        end(new ConnectTimeoutException("no connection with " + remote + " within " + limit.toMillis()
                + " ms: check that it runs and can be reached, or raise the connect timeout"));
    }

    private void resolve(InetSocketAddress address) {
        sockets.transport()
                .resolver()
                .getResolver(core().loop())
                .resolveAll(address)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        @SuppressWarnings("unchecked") // the resolver's type
                        List<InetSocketAddress> found = (List<InetSocketAddress>) done.getNow();
                        addresses = found;
                        tryNext(null);
                    } else {
                        end(Errors.unresolved(address.getHostString(), done.cause()));
                    }
                });
    }

    private void tryNext(Throwable previous) {
        if (isDone()) {
            return;
        }
        if (tried == addresses.size()) {
            end(Errors.connect(remote, previous));
            return;
        }
        InetSocketAddress address = addresses.get(tried++);
        WireFactory wires = sockets.wiresFor(options.stream());
        if (wires == null) {
            connectChannel(address);
        } else {
            connectWire(wires, address);
        }
    }

    private void connectChannel(InetSocketAddress address) {
        Channel channel;
        try {
            channel = sockets.newChannel();
        } catch (RuntimeException e) { // no socket could be had: there are too many open files, mostly
            end(Errors.connect(remote, e.getCause() == null ? e : e.getCause()));
            return;
        }
        Attempt attempt = new Attempt(channel::close);
        ConnectionHandler.install(channel, core(), sockets, options.stream(), (InetSocketAddress) remote, 0, attempt);
        EventLoop loop = core().loop();
        loop.register(channel).addListener(registered -> {
            if (!registered.isSuccess()) {
                attempt.failed(registered.cause());
                return;
            }
            channel.connect(address).addListener(connected -> {
                if (!connected.isSuccess()) {
                    attempt.failed(connected.cause());
                }
            });
        });
    }

    private void connectWire(WireFactory wires, InetSocketAddress address) {
        Attempt attempt = new Attempt(() -> {});
        Runnable close = wires.connect(core().loop(), address, options.stream().tcp(), new WireFactory.Outcome<>() {
            @Override
            public void ready(Wire wire) {
                NettyConnection.open(core(), sockets, wire, options.stream(), attempt);
            }

            @Override
            public void failed(Throwable cause) {
                attempt.failed(cause);
            }
        });
        attempt.closeWith(close);
    }

    private void end(RuntimeException error) {
        boolean unanswered = claim(); // before the close, which fails the attempt
        stopTimer();
        if (giveUp != null) {
            giveUp.run();
        }
        if (unanswered) {
            emitError(error);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    void cancelled() {
        core().runIfAlive(() -> end(null));
    }

    @Override
    void shuttingDown() {
        end(sockets.closedException());
    }

    /** One socket to one address. */
    private final class Attempt implements Opening {

        private Runnable close;
        private boolean over;

        Attempt(Runnable close) {
            this.close = close;
            giveUp = close;
        }

        void closeWith(Runnable close) {
            if (!over) {
                this.close = close;
                giveUp = close;
            }
        }

        @Override
        public void ready(NettyConnection connection) {
            over = true;
            giveUp = null;
            stopTimer();
            if (claim()) {
                emit(connection);
            } else {
                connection.abort();
            }
        }

        @Override
        public void failed(Throwable cause) {
            if (over) {
                return;
            }
            over = true;
            close.run();
            if (cause instanceof TlsException tls) {
                end(tls); // it is the right peer, and it said no
            } else {
                tryNext(cause);
            }
        }
    }
}
