package dev.plinth.backend.uring;

import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.util.concurrent.ThreadAwareExecutor;

/** Makes the rings, one after the other, each on the thread of its core; and counts those that could be made. */
final class Rings implements IoHandlerFactory {

    private final IoHandlerFactory factory;
    private final int depth;
    private final int receiveBuffers;
    private volatile int built;

    /**
     * Makes rings of one size.
     *
     * @param depth entries of the submission queue
     * @param completions entries of the completion queue
     * @param receiveBuffers buffers that connections share for what they receive, a power of two; 0: none
     */
    Rings(int depth, int completions, int receiveBuffers) {
        this.depth = depth;
        this.receiveBuffers = receiveBuffers;
        this.factory = IoUringIoHandler.newFactory(
                new IoUringIoHandlerConfig().setRingSize(depth).setCqSize(completions));
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one core is started at a time
    public IoHandler newHandler(ThreadAwareExecutor executor) {
        IoHandler handler = factory.newHandler(executor);
        Ring ring = new Ring(CountedRing.of(handler, depth), BufferRingMemory.of(handler, receiveBuffers));
        built++;
        return ring;
    }

    @Override
    public boolean isChangingThreadSupported() {
        return factory.isChangingThreadSupported();
    }

    int built() {
        return built;
    }
}
