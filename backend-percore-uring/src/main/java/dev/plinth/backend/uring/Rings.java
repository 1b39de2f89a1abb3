package dev.plinth.backend.uring;

import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the rings, one after the other, each on the thread of its core; and counts those that could be made. */
final class Rings implements IoHandlerFactory {

    /** The group of the buffers that Netty's channels receive into, if they ask for it; {@link BufferRing} has another. */
    static final Short CHANNEL_BUFFERS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Rings.class);
    private static final short CHANNEL_BUFFER_COUNT = 64;
    private static final int CHANNEL_BUFFER_BYTES = 8 << 10;

    private final IoHandlerFactory factory;
    private final IoHandlerFactory factoryWithBuffers;
    private final int depth;
    private final int receiveBuffers;
    private volatile int built;
    private volatile boolean noBuffers;

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
        this.factory = IoUringIoHandler.newFactory(config(depth, completions));
        boolean buffers = receiveBuffers > 0 && IoUring.isRegisterBufferRingSupported();
        this.factoryWithBuffers = buffers
                ? IoUringIoHandler.newFactory(config(depth, completions).setBufferRingConfig(channelBuffers()))
                : null;
        this.noBuffers = !buffers;
    }

    private static IoUringIoHandlerConfig config(int depth, int completions) {
        return new IoUringIoHandlerConfig().setRingSize(depth).setCqSize(completions);
    }

    /** A quarter of them is there from the start; one that is taken is replaced at once. */
    private static IoUringBufferRingConfig channelBuffers() {
        return IoUringBufferRingConfig.builder()
                .bufferGroupId(CHANNEL_BUFFERS)
                .bufferRingSize(CHANNEL_BUFFER_COUNT)
                .batchSize(CHANNEL_BUFFER_COUNT / 4)
                .incremental(false)
                .allocator(new IoUringFixedBufferRingAllocator(CHANNEL_BUFFER_BYTES))
                .build();
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one core is started at a time
    public IoHandler newHandler(ThreadAwareExecutor executor) {
        IoHandler handler = handler(executor);
        Ring ring = new Ring(CountedRing.of(handler, depth), BufferRingMemory.of(handler, receiveBuffers));
        built++;
        return ring;
    }

    private IoHandler handler(ThreadAwareExecutor executor) {
        if (!noBuffers) {
            try {
                return factoryWithBuffers.newHandler(executor);
            } catch (UncheckedIOException e) {
                noBuffers = true;
                LOG.warn("Channels receive with two operations per read, since a core could have no buffer ring", e);
            }
        }
        return factory.newHandler(executor);
    }

    /** Whether the rings of all cores have {@link #CHANNEL_BUFFERS}. Once they are built. */
    boolean haveBuffersForChannels() {
        return !noBuffers;
    }

    @Override
    public boolean isChangingThreadSupported() {
        return factory.isChangingThreadSupported();
    }

    int built() {
        return built;
    }
}
