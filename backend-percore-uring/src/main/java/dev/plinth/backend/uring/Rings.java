package dev.plinth.backend.uring;

import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayList;
import java.util.List;

/** Makes the rings, core by core, each on its core's NUMA node; and counts those that could be made. */
final class Rings implements IoHandlerFactory {

    private final IoHandlerFactory factory;
    private final int depth;
    private final Pinning placement;
    private final List<Ring> built = new ArrayList<>();

    Rings(int depth, Pinning placement) {
        this.depth = depth;
        this.placement = placement;
        this.factory = IoUringIoHandler.newFactory(
                new IoUringIoHandlerConfig().setRingSize(depth).setCqSize(UringConfig.completions(depth)));
    }

    @Override
    public IoHandler newHandler(ThreadAwareExecutor executor) {
        Ring ring = new Ring(CountedRing.of(placement.near(built.size(), () -> factory.newHandler(executor)), depth));
        built.add(ring);
        return ring;
    }

    @Override
    public boolean isChangingThreadSupported() {
        return factory.isChangingThreadSupported();
    }

    int built() {
        return built.size();
    }
}
