package dev.plinth.benchmarks.pool;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Netty's event loops, where callers of the other pools live. */
final class PeerLoops {

    private final MultiThreadIoEventLoopGroup group;
    private final List<EventLoop> loops = new ArrayList<>();

    /** None, if {@code count} is 0. */
    PeerLoops(int count) {
        group = count == 0 ? null : new MultiThreadIoEventLoopGroup(count, NioIoHandler.newFactory());
        for (int i = 0; i < count; i++) {
            loops.add(group.next());
        }
    }

    void execute(int loop, Runnable task) {
        loops.get(loop).execute(task);
    }

    void close() {
        if (group != null) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
