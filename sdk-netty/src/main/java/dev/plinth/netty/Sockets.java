package dev.plinth.netty;

import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.StreamOptions;
import dev.plinth.api.TcpOptions;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What connections and listeners are made with, and those that are open. */
final class Sockets {

    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

    private final NettyBackend backend;
    private final RuntimeConfig config;
    private final List<Core> cores;
    private final IoEventLoopGroup loops;
    private final NettyTransport transport;
    /** With the time at which each was opened. */
    private final Map<NettyConnection, Long> connections = new ConcurrentHashMap<>();

    private final Set<NettyListener> listeners = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;
    private RuntimeEvents events = RuntimeEvents.NONE;

    Sockets(
            NettyBackend backend,
            RuntimeConfig config,
            List<Core> cores,
            IoEventLoopGroup loops,
            NettyTransport transport) {
        this.loops = loops;
        this.backend = backend;
        this.config = config;
        this.cores = cores;
        this.transport = transport;
    }

    NettyBackend backend() {
        return backend;
    }

    RuntimeConfig config() {
        return config;
    }

    List<Core> cores() {
        return cores;
    }

    NettyTransport transport() {
        return transport;
    }

    Set<NettyConnection> connections() {
        return connections.keySet();
    }

    /** Who is told of connections; set before there are any. */
    void events(RuntimeEvents told) {
        events = told;
    }

    void opened(NettyConnection connection) {
        connections.put(connection, System.nanoTime());
        events.opened(connection);
    }

    void closed(NettyConnection connection, Throwable cause) {
        Long opened = connections.remove(connection);
        if (opened != null) {
            events.closed(connection, System.nanoTime() - opened, cause);
        }
    }

    Set<NettyListener> listeners() {
        return listeners;
    }

    /** From now on nothing is opened any more; what opens all the same must look here afterwards. */
    void refuseNew() {
        closing = true;
    }

    boolean closing() {
        return closing;
    }

    RuntimeClosedException closedException() {
        return new RuntimeClosedException("the runtime is being shut down");
    }

    /** A group for accepted connections: the cores in turn, whoever asks. */
    IoEventLoopGroup inTurn() {
        AtomicInteger turn = new AtomicInteger();
        return new SharedEventLoopGroup(
                loops,
                cores.stream().map(Core::loop).toList(),
                () -> Math.floorMod(turn.getAndIncrement(), cores.size()));
    }

    /** The same, one core after the other. */
    Supplier<Core> coresInTurn() {
        AtomicInteger turn = new AtomicInteger();
        return () -> cores.get(Math.floorMod(turn.getAndIncrement(), cores.size()));
    }

    Core coreOf(EventLoop loop) {
        for (Core core : cores) {
            if (core.loop() == loop) {
                return core;
            }
        }
        throw new IllegalArgumentException(loop + " is no loop of this runtime");
    }

    /** What makes the sockets for connections like this one, or null: they are channels. */
    WireFactory wiresFor(StreamOptions options) {
        return options.tls().isPresent() ? null : backend.wires();
    }

    Channel newChannel() {
        return backend.channels().channelFactory().newChannel();
    }

    /** Options that the platform does not have are left out. */
    void configure(Channel channel, TcpOptions tcp) {
        for (Map.Entry<ChannelOption<?>, Object> option : transport.options(tcp).entrySet()) {
            set(channel, option.getKey(), option.getValue());
        }
        set(channel, ChannelOption.ALLOW_HALF_CLOSURE, true);
        set(channel, ChannelOption.AUTO_READ, false);
        // Our own timer covers resolution and TLS as well.
        set(channel, ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
    }

    @SuppressWarnings("unchecked") // the mapping ties the value's type to the option's
    private static void set(Channel channel, ChannelOption<?> option, Object value) {
        boolean known = false;
        RuntimeException failure = null;
        try {
            known = channel.config().setOption((ChannelOption<Object>) option, value);
        } catch (RuntimeException e) {
            failure = e;
        }
        if (!known) {
            LOG.debug("{} is left out, {} does not have it", option, channel.getClass(), failure);
        }
    }
}
