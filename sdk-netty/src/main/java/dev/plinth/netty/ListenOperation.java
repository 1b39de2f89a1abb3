package dev.plinth.netty;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.RuntimeConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;

/** Binds a listener, and makes what it accepts into connections. */
final class ListenOperation extends Operation<AsyncListener> {

    private static final Logger LOG = LoggerFactory.getLogger(ListenOperation.class);

    private final Sockets sockets;
    private final SocketAddress local;
    private final ListenOptions options;
    private final Consumer<? super AsyncConnection> onAccept;
    private final HandOver handOver = new HandOver();

    ListenOperation(
            Core core,
            CoreSubscriber<? super AsyncListener> subscriber,
            Sockets sockets,
            SocketAddress local,
            ListenOptions options,
            Consumer<? super AsyncConnection> onAccept) {
        super(core, subscriber);
        this.sockets = sockets;
        this.local = local;
        this.options = options;
        this.onAccept = onAccept;
    }

    @Override
    public void run() {
        if (isDone()) {
            return;
        }
        if (!(local instanceof InetSocketAddress address)) {
            fail(new UnsupportedOperationException("cannot listen on " + local + ", a "
                    + local.getClass().getName() + ": this backend knows InetSocketAddress only"));
        } else if (address.isUnresolved()) {
            sockets.transport()
                    .resolver()
                    .getResolver(core().loop())
                    .resolve(address)
                    .addListener(done -> {
                        if (done.isSuccess()) {
                            bind((InetSocketAddress) done.getNow());
                        } else {
                            fail(Errors.bind(local, done.cause()));
                        }
                    });
        } else {
            bind(address);
        }
    }

    private void bind(InetSocketAddress address) {
        if (isDone()) {
            return;
        }
        WireFactory wires = sockets.wiresFor(options.stream());
        if (wires == null) {
            bindChannel(address);
        } else {
            new WireAccept(core(), sockets, wires, options.stream(), handOver)
                    .listen(address, options.backlog(), new WireFactory.Outcome<>() {
                        @Override
                        public void ready(WireFactory.Bound bound) {
                            bound(bound);
                        }

                        @Override
                        public void failed(Throwable cause) {
                            fail(Errors.bind(local, cause));
                        }
                    });
        }
    }

    private void bindChannel(InetSocketAddress address) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(core().loop(), sockets.inTurn())
                .channelFactory(sockets.backend().servers())
                .option(ChannelOption.SO_BACKLOG, options.backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new Accepted());
        if (options.stream().tcp().receiveBuffer() > 0) {
            // Before listen(2), or the window cannot be scaled to it.
            bootstrap.option(ChannelOption.SO_RCVBUF, options.stream().tcp().receiveBuffer());
        }
        ChannelFuture bound = bootstrap.bind(address);
        bound.addListener(done -> {
            if (done.isSuccess()) {
                bound(new BoundChannel(core(), bound.channel()));
            } else {
                fail(Errors.bind(local, done.cause()));
            }
        });
    }

    private void bound(WireFactory.Bound bound) {
        NettyListener listener = new NettyListener(core(), bound, sockets);
        if (sockets.closing()) {
            bound.close(() -> {});
            fail(sockets.closedException());
        } else if (claim()) {
            emit(listener);
        } else {
            bound.close(() -> {});
        }
    }

    @Override
    void shuttingDown() {
        fail(sockets.closedException());
    }

    private final class Accepted extends ChannelInitializer<Channel> {

        @Override
        protected void initChannel(Channel channel) {
            InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
            if (remote == null || sockets.closing()) {
                channel.close(); // gone already
                return;
            }
            ConnectionHandler.install(
                    channel,
                    sockets.coreOf(channel.eventLoop()),
                    sockets,
                    options.stream(),
                    remote,
                    sockets.config().get(RuntimeConfig.CONNECT_TIMEOUT).toMillis(),
                    handOver);
        }
    }

    private final class HandOver implements Opening {

        @Override
        public void ready(NettyConnection connection) {
            try {
                onAccept.accept(connection);
            } catch (Throwable e) {
                LOG.warn("The handler of accepted connections failed, {} is closed", connection, e);
                connection.abort();
            }
        }

        @Override
        public void failed(Throwable cause) {
            LOG.debug("A connection to {} was not accepted", local, cause);
        }
    }
}
