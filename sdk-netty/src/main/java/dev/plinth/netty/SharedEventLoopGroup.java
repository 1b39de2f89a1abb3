package dev.plinth.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandler;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * The loops of a runtime as a group for libraries: work that starts on a core stays there, and a
 * library that shuts its group down (most do) leaves the loops alone.
 */
final class SharedEventLoopGroup extends AbstractEventExecutorGroup implements IoEventLoopGroup {

    private final IoEventLoopGroup backing;
    private final List<IoEventLoop> loops;
    private final IntSupplier currentCore;

    SharedEventLoopGroup(IoEventLoopGroup backing, List<IoEventLoop> loops, IntSupplier currentCore) {
        this.backing = backing;
        this.loops = loops;
        this.currentCore = currentCore;
    }

    @Override
    public IoEventLoop next() {
        int core = currentCore.getAsInt();
        return core >= 0 ? loops.get(core) : backing.next();
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return backing.iterator();
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> handlerType) {
        return backing.isIoType(handlerType);
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel) {
        return next().register(channel);
    }

    @Override
    @Deprecated
    public ChannelFuture register(ChannelPromise promise) {
        return next().register(promise);
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        return next().register(channel, promise);
    }

    /** Does nothing; done at once, since libraries wait for it. */
    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
    }

    @Override
    @Deprecated
    public void shutdown() {
        shutdownGracefully();
    }

    @Override
    public Future<?> terminationFuture() {
        return backing.terminationFuture();
    }

    @Override
    public boolean isShuttingDown() {
        return backing.isShuttingDown();
    }

    @Override
    public boolean isShutdown() {
        return backing.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return backing.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return backing.awaitTermination(timeout, unit);
    }
}
