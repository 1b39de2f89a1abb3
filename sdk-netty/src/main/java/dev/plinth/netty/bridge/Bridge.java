package dev.plinth.netty.bridge;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.netty.NettyChannelType;
import dev.plinth.netty.NettyTransport;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Netty channels on a runtime that is not Netty's. */
public final class Bridge {

    private static final ConcurrentMap<AsyncRuntime, NettyTransport> OPEN = new ConcurrentHashMap<>();

    private Bridge() {}

    /**
     * The bridge of a runtime; the same one if asked again, for as long as the runtime is open. Its
     * loops are the cores of the runtime; it has no threads of its own.
     */
    public static NettyTransport transport(AsyncRuntime runtime) {
        NettyTransport open = OPEN.get(runtime);
        if (open != null) {
            return open;
        }
        BridgeEventLoopGroup group = new BridgeEventLoopGroup(runtime);
        NettyTransport made = NettyTransport.create(
                new NettyChannelType(
                        "bridge on " + runtime.info().backend(),
                        BridgeChannel.class,
                        BridgeChannel::new,
                        false,
                        BridgeOptions.MAPPING),
                true,
                group,
                runtime::currentCore,
                new PassThroughResolverGroup());
        open = OPEN.putIfAbsent(runtime, made);
        if (open != null) {
            return open; // another thread was first; nothing of ours has started
        }
        group.start(() -> OPEN.remove(runtime, made));
        return made;
    }
}
