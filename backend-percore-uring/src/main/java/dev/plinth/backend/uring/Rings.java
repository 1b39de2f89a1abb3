package dev.plinth.backend.uring;

import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.util.concurrent.ThreadAwareExecutor;

/** Makes the rings, core by core, each on its core's NUMA node; and counts those that could be made. */
final class Rings implements IoHandlerFactory {

    private final IoHandlerFactory factory;
    private final int depth;
    private final Pinning placement;
    private int built;

    Rings(int depth, Pinning placement) {
        this.depth = depth;
        this.placement = placement;
        this.factory = IoUringIoHandler.newFactory(
                new IoUringIoHandlerConfig().setRingSize(depth).setCqSize(UringConfig.completions(depth)));
    }

    @Override
    public IoHandler newHandler(ThreadAwareExecutor executor) {
        IoHandler handler = CountedRing.of(placement.near(built, () -> factory.newHandler(executor)), depth);
        built++;
        return handler;
    }

    @Override
    public boolean isChangingThreadSupported() {
        return factory.isChangingThreadSupported();
    }

    int built() {
        return built;
    }
}
