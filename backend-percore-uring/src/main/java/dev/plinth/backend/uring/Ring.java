package dev.plinth.backend.uring;

import dev.plinth.netty.ForwardingIoHandler;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;

/** A core's ring, with the buffers of what lives on it: they come and go together. */
final class Ring extends ForwardingIoHandler {

    private final CoreBuffers buffers = new CoreBuffers();

    Ring(IoHandler handler) {
        super(handler);
    }

    @Override
    public long pooledBytes() {
        return buffers.bytes();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        IoRegistration registration = super.register(handle);
        if (handle instanceof RingHandle ours) {
            ours.joined(registration, buffers);
        }
        return registration;
    }

    @Override
    public void destroy() {
        try {
            super.destroy();
        } finally {
            buffers.close();
        }
    }
}
