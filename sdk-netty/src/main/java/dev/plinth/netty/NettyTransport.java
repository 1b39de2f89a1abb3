package dev.plinth.netty;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.TcpOptions;
import dev.plinth.netty.bridge.Bridge;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntSupplier;
import reactor.core.scheduler.Scheduler;

/**
 * What a Netty client is given so that it runs on a runtime: the runtime's loops, and channels that
 * live on them.
 *
 * <p>On a Netty backend these are the backend's own loops and its real channels: no second pipeline,
 * no copy, no hop. On any other backend it is a bridge, a channel over the runtime's connections.
 * The client need not know which. Immutable; callable from any thread.
 */
public final class NettyTransport {

    private final NettyChannelType type;
    private final boolean bridged;
    private final SharedEventLoopGroup group;
    private final List<IoEventLoop> loops;
    private final AddressResolverGroup<InetSocketAddress> resolver;

    private NettyTransport(
            NettyChannelType type,
            boolean bridged,
            IoEventLoopGroup loops,
            IntSupplier currentCore,
            AddressResolverGroup<InetSocketAddress> resolver) {
        this.type = Objects.requireNonNull(type, "type");
        this.bridged = bridged;
        List<IoEventLoop> list = new ArrayList<>();
        for (EventExecutor loop : loops) {
            list.add((IoEventLoop) loop);
        }
        this.loops = List.copyOf(list);
        this.group = new SharedEventLoopGroup(loops, this.loops, currentCore);
        this.resolver = Objects.requireNonNull(resolver, "resolver");
    }

    /**
     * The transport of a runtime: its own if it is a Netty backend, else the bridge. Asking again for
     * the same runtime gives the same transport.
     */
    public static NettyTransport of(AsyncRuntime runtime) {
        Objects.requireNonNull(runtime, "runtime");
        return runtime.unwrap(NettyTransport.class).orElseGet(() -> Bridge.transport(runtime));
    }

    /**
     * For those who make one: a backend, or the bridge.
     *
     * @param type what channels are made of
     * @param bridged whether the channels are a bridge over a runtime that is not Netty's
     * @param loops the loops, one per core of the runtime and in the order of the cores
     * @param currentCore the core that the calling thread is, or {@link AsyncRuntime#NO_CORE}
     * @param blockingWork where host names are resolved; not disposed of
     */
    public static NettyTransport create(
            NettyChannelType type,
            boolean bridged,
            IoEventLoopGroup loops,
            IntSupplier currentCore,
            Scheduler blockingWork) {
        return create(type, bridged, loops, currentCore, new OffCoreResolverGroup(blockingWork));
    }

    /** The same, for a runtime that has its own way to resolve host names. */
    public static NettyTransport create(
            NettyChannelType type,
            boolean bridged,
            IoEventLoopGroup loops,
            IntSupplier currentCore,
            AddressResolverGroup<InetSocketAddress> resolver) {
        return new NettyTransport(type, bridged, loops, currentCore, resolver);
    }

    /** {@code io_uring}, {@code epoll}, {@code nio}, or "bridge on …". */
    public String name() {
        return type.name();
    }

    /** Whether channels are a bridge over the runtime's connections rather than its own channels. */
    public boolean bridged() {
        return bridged;
    }

    /**
     * The loops, one per core. {@code next()} is the calling core's own loop, or one in turn when
     * called from elsewhere. Shutting the group down does nothing and succeeds at once: the loops end
     * with the runtime.
     */
    public EventLoopGroup group() {
        return group;
    }

    /**
     * The loop of one core.
     *
     * @throws IndexOutOfBoundsException if there is no such core
     */
    public EventLoop loop(int core) {
        return loops.get(Objects.checkIndex(core, loops.size()));
    }

    /**
     * Whether what is flushed leaves at the end of the loop's turn only, with all else that the turn
     * submits, rather than at once. A client that answers a long burst as a whole then makes its peer
     * wait for all of it: read in parts.
     */
    public boolean sendsAtEndOfTurn() {
        return type.sendsAtEndOfTurn();
    }

    /** The class of the channels. */
    public Class<? extends Channel> channelClass() {
        return type.channelClass();
    }

    /** Makes channels for {@link #group()}. */
    public ChannelFactory<? extends Channel> channelFactory() {
        return type.channelFactory();
    }

    /**
     * Makes channels for {@link #group()}, too: such as take what arrives with fewer steps and, where much arrives, in
     * smaller parts. For clients that wait for each answer, not for those that are sent much at a time.
     */
    public ChannelFactory<? extends Channel> promptChannelFactory() {
        return type.promptChannelFactory();
    }

    /** Makes channels to socket files (Unix domain sockets) for {@link #group()}; empty if this transport has none. */
    public Optional<ChannelFactory<? extends Channel>> socketFileChannels() {
        return Optional.ofNullable(type.socketFiles());
    }

    /**
     * {@code tcp} as options of this transport's channels: epoll, io_uring and NIO each have option
     * constants of their own for the times of keep-alive. What the platform does not have is missing.
     */
    public Map<ChannelOption<?>, Object> options(TcpOptions tcp) {
        return type.options().apply(Objects.requireNonNull(tcp, "tcp"));
    }

    /**
     * Resolves host names away from the cores. Use it in place of Netty's
     * {@code DefaultAddressResolverGroup}, which looks names up on the loop and blocks it.
     */
    public AddressResolverGroup<InetSocketAddress> resolver() {
        return resolver;
    }

    @Override
    public String toString() {
        return "NettyTransport[" + name() + ", " + loops.size() + " loops]";
    }
}
