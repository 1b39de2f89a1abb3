package dev.plinth.netty;

import dev.plinth.api.CoreInfo;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandler;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The cores of a runtime, and their loops as a group: loop n is core n. It ends with the runtime, and
 * by nothing else.
 */
final class CoreLoops extends AbstractEventExecutorGroup implements LastingEventLoopGroup {

    private static final long RELEASE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final List<CoreExecutor> executors = new ArrayList<>();
    private final List<CoreInfo> places = new ArrayList<>();
    private final Promise<Void> terminated = new DefaultPromise<>(GlobalEventExecutor.INSTANCE);
    private final AtomicInteger turn = new AtomicInteger();
    private volatile boolean stopping;

    private CoreLoops() {}

    /**
     * Starts all cores at their real size, or none: what was built before a failure is released.
     *
     * @throws RuntimeException what a placement or a handler threw
     */
    static CoreLoops start(CoreSetup setup) {
        CoreLoops loops = new CoreLoops();
        try {
            for (int core = 0; core < setup.cores(); core++) {
                loops.startNext(setup);
            }
            return loops;
        } catch (RuntimeException | Error e) {
            loops.release();
            throw e;
        }
    }

    /** One after the other: each learns what is left from those before it. */
    private void startNext(CoreSetup setup) {
        CoreExecutor executor = new CoreExecutor(executors.size(), this, setup);
        executors.add(executor);
        try {
            places.add(executor.start().join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Where the cores run. */
    List<CoreInfo> places() {
        return List.copyOf(places);
    }

    List<CoreExecutor> executors() {
        return executors;
    }

    /** Ends cores of which a runtime was never made. */
    void release() {
        stop(System.nanoTime() + RELEASE_NANOS);
    }

    /**
     * Ends the cores and waits for their threads, until {@code deadline}.
     *
     * @return whether all have ended
     */
    boolean stop(long deadline) {
        stopping = true;
        executors.forEach(executor -> executor.stop(deadline));
        try {
            boolean all = true;
            for (CoreExecutor executor : executors) {
                all &= executor.join(deadline);
            }
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            terminated.trySuccess(null);
        }
    }

    @Override
    public IoEventLoop next() {
        return executors
                .get(Math.floorMod(turn.getAndIncrement(), executors.size()))
                .loop();
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return executors.stream()
                .map(executor -> (EventExecutor) executor.loop())
                .iterator();
    }

    /** Netty's loops would answer for the wrapper. */
    @Override
    public boolean isIoType(Class<? extends IoHandler> handlerType) {
        IoHandler handler = executors.get(0).io();
        while (handler instanceof ForwardingIoHandler wrapper) {
            handler = wrapper.handler();
        }
        return handler.getClass() == handlerType;
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
        return stopping;
    }
}
