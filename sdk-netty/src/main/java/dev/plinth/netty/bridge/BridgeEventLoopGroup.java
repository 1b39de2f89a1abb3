package dev.plinth.netty.bridge;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.netty.LastingEventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The cores of a runtime as event loops. It ends with the runtime, and by nothing else. */
final class BridgeEventLoopGroup extends AbstractEventExecutorGroup implements LastingEventLoopGroup {

    private final AsyncRuntime runtime;
    private final List<BridgeEventLoop> loops;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger running;
    private final Promise<Void> terminated = new DefaultPromise<>(GlobalEventExecutor.INSTANCE);

    BridgeEventLoopGroup(AsyncRuntime runtime) {
        this.runtime = runtime;
        List<BridgeEventLoop> made = new ArrayList<>();
        for (int core = 0; core < runtime.cores(); core++) {
            made.add(new BridgeEventLoop(this, runtime, core));
        }
        this.loops = List.copyOf(made);
        this.running = new AtomicInteger(loops.size());
    }

    /** Binds the loops to their cores, and calls {@code onEnd} when all have ended. */
    void start(Runnable onEnd) {
        for (BridgeEventLoop loop : loops) {
            loop.terminationFuture().addListener(ended -> {
                if (running.decrementAndGet() == 0) {
                    terminated.setSuccess(null);
                    onEnd.run();
                }
            });
            loop.start();
        }
    }

    @Override
    public IoEventLoop next() {
        int core = runtime.currentCore();
        return loops.get(core >= 0 ? core : Math.floorMod(turn.getAndIncrement(), loops.size()));
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return List.<EventExecutor>copyOf(loops).iterator();
    }

    @Override
    @Deprecated
    public void shutdown() {}

    @Override
    public Future<?> terminationFuture() {
        return terminated;
    }

    @Override
    public boolean isShuttingDown() {
        return loops.stream().allMatch(BridgeEventLoop::isShuttingDown);
    }
}
