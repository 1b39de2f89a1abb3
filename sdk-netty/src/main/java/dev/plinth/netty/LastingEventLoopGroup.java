package dev.plinth.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoEventLoopGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Event loops that end with their runtime, and by nothing else: a library that shuts its group down
 * (most do) leaves them alone. From any thread.
 */
public interface LastingEventLoopGroup extends IoEventLoopGroup {

    /** Done when the runtime has ended. */
    @Override
    Future<?> terminationFuture();

    /** Does nothing; done at once, since libraries wait for it. */
    @Override
    default Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
    }

    @Override
    default boolean isShuttingDown() {
        return isTerminated();
    }

    @Override
    default boolean isShutdown() {
        return isTerminated();
    }

    @Override
    default boolean isTerminated() {
        return terminationFuture().isDone();
    }

    @Override
    default boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminationFuture().await(timeout, unit);
    }

    @Override
    @Deprecated
    default ChannelFuture register(Channel channel) {
        return next().register(channel);
    }

    @Override
    @Deprecated
    default ChannelFuture register(ChannelPromise promise) {
        return next().register(promise);
    }

    @Override
    @Deprecated
    default ChannelFuture register(Channel channel, ChannelPromise promise) {
        return next().register(channel, promise);
    }
}
