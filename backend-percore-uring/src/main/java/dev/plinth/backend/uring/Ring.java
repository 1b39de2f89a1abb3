package dev.plinth.backend.uring;

import dev.plinth.netty.ForwardingIoHandler;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;

/** A core's ring, with what lives on it and its buffers: they come and go together. */
final class Ring extends ForwardingIoHandler {

    private final CoreBuffers buffers = new CoreBuffers();
    private final BufferRing received;
    private final RingSlots slots;
    private final OpenChannels channels = new OpenChannels();

    Ring(IoHandler handler, BufferRingMemory memory) {
        super(handler);
        this.received = memory == null ? null : new BufferRing(memory, buffers);
        this.slots = new RingSlots(super::register, buffers, received);
    }

    @Override
    public long pooledBytes() {
        return buffers.bytes();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return handle instanceof RingHandle ours ? slots.add(ours) : channels.add(super.register(handle), handle);
    }

    @Override
    public void prepareToDestroy() {
        channels.close(super::run);
        super.prepareToDestroy();
    }

    @Override
    public void destroy() {
        if (received != null) {
            received.withdraw();
        }
        try {
            super.destroy();
        } finally {
            if (received != null) {
                received.release();
            }
            buffers.close();
        }
    }
}
