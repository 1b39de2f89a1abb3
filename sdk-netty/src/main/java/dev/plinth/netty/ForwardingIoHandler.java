package dev.plinth.netty;

import dev.plinth.api.RingStats;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.util.Objects;
import java.util.Optional;

/** The I/O part of a loop with something changed: override what is to be different. */
public abstract class ForwardingIoHandler implements IoHandler {

    private final IoHandler handler;

    /** Around {@code handler}. */
    protected ForwardingIoHandler(IoHandler handler) {
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    /** The handler within; its class is what the loop says it runs on. */
    public final IoHandler handler() {
        return handler;
    }

    /** What passed over its ring, if it has one that is counted. From any thread. */
    public Optional<RingStats> ringStats() {
        return handler instanceof ForwardingIoHandler wrapper ? wrapper.ringStats() : Optional.empty();
    }

    /** Bytes of buffers that it keeps for its sockets beside Netty's, in use or free. From any thread. */
    public long pooledBytes() {
        return handler instanceof ForwardingIoHandler wrapper ? wrapper.pooledBytes() : 0;
    }

    @Override
    public void initialize() {
        handler.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return handler.run(context);
    }

    @Override
    public void prepareToDestroy() {
        handler.prepareToDestroy();
    }

    @Override
    public void destroy() {
        handler.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return handler.register(handle);
    }

    @Override
    public void wakeup() {
        handler.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return handler.isCompatible(handleType);
    }
}
