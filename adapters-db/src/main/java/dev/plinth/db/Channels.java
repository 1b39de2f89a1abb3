package dev.plinth.db;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/** Netty's futures and timers for Reactor. */
final class Channels {

    private Channels() {}

    /** Closes a channel; never fails. With a loop that has ended there is nobody left to tell that it is closed. */
    static Mono<Void> close(Channel channel) {
        return Mono.create(sink -> {
            if (channel.closeFuture().isDone() || channel.eventLoop().isTerminated()) {
                sink.success();
            } else {
                channel.close().addListener(done -> sink.success());
            }
        });
    }

    static void after(EventLoop loop, Duration delay, Runnable task) {
        loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
}
