package dev.plinth.cli.tasks;

import dev.plinth.cli.bench.Reading;
import dev.plinth.cli.echo.EchoServers;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Plain Netty's event loops. */
final class NettyWorkers implements Workers {

    private final EventLoopGroup group;
    private final String kind;
    private final List<EventLoop> loops = new ArrayList<>();

    private NettyWorkers(EventLoopGroup group, String kind) {
        this.group = group;
        this.kind = kind;
        for (EventExecutor loop : group) {
            loops.add((EventLoop) loop);
        }
    }

    /** Loops on epoll. */
    static NettyWorkers epoll(int count) {
        return new NettyWorkers(new MultiThreadIoEventLoopGroup(count, EpollIoHandler.newFactory()), "epoll");
    }

    /** One loop without I/O. */
    static NettyWorkers withoutIo() {
        return new NettyWorkers(new DefaultEventLoop(), "a queue");
    }

    @Override
    public void executeHere(Runnable task) {
        loops.get(0).execute(task);
    }

    @Override
    public void execute(int worker, Runnable task) {
        loops.get(worker).execute(task);
    }

    @Override
    public Executor queue(String name, int shares) {
        return loops.get(0);
    }

    @Override
    public int listen() {
        return EchoServers.listenOnEpoll(group);
    }

    @Override
    public Map<String, String> facts() {
        return Map.of(Reading.TRANSPORT, kind, Reading.BACKEND, "-", Reading.PLACEMENT, "not pinned");
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
