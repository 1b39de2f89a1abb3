package dev.plinth.redis;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.netty.NettyTransport;
import io.lettuce.core.RedisURI;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What all connections of one client share. */
final class ClientContext {

    private final AsyncRuntime runtime;
    private final NettyTransport transport;
    private final RedisOptions options;
    private final WaitingRoom[] waiting;
    private final AtomicInteger nextCore = new AtomicInteger();

    ClientContext(AsyncRuntime runtime, RedisOptions options, Duration commandTimeout) {
        LettuceTransports.settle();
        this.runtime = runtime;
        this.transport = NettyTransport.of(runtime);
        this.options = options;
        this.waiting = new WaitingRoom[runtime.cores()];
        for (int core = 0; core < waiting.length; core++) {
            waiting[core] = new WaitingRoom(transport.loop(core), commandTimeout);
        }
    }

    /** Resources with nothing of Lettuce's own that has a thread. */
    static ClientResources.Builder resources(AsyncRuntime runtime, RedisOptions options) {
        NettyTransport transport = NettyTransport.of(runtime);
        return ClientResources.builder()
                .eventLoopGroupProvider(new RuntimeLoops(transport.group(), runtime.cores()))
                .eventExecutorGroup(transport.group())
                .timer(new LoopTimer(transport.group()))
                .addressResolverGroup(transport.resolver())
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .reconnectDelay(reconnectDelay(options));
    }

    private static Delay reconnectDelay(RedisOptions options) {
        Duration min = options.reconnectMinDelay();
        Duration max = options.reconnectMaxDelay();
        if (max.equals(min)) {
            return Delay.constant(min);
        }
        return Delay.fullJitter(min, max, min.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** {@code uri} with the command timeout of the options, if they have one. */
    static RedisURI withTimeout(RedisURI uri, RedisOptions options) {
        return options.commandTimeout()
                .map(timeout -> RedisURI.builder(uri).withTimeout(timeout).build())
                .orElse(uri);
    }

    AsyncRuntime runtime() {
        return runtime;
    }

    NettyTransport transport() {
        return transport;
    }

    RedisOptions options() {
        return options;
    }

    /** The core that a connection opened here and now belongs to: the caller's, else one in turn. */
    int coreOfCaller() {
        int core = runtime.currentCore();
        return core != AsyncRuntime.NO_CORE ? core : coreInTurn();
    }

    int coreInTurn() {
        return Math.floorMod(nextCore.getAndIncrement(), runtime.cores());
    }

    WaitingRoom waiting(int core) {
        return waiting[core];
    }
}
