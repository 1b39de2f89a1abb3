package dev.plinth.netty;

import dev.plinth.api.CoreInfo;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Makes the loops and their threads: loop n is core n, on a thread of its own. */
final class CoreLoops extends MultiThreadIoEventLoopGroup {

    private static final long RELEASE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Threads threads;

    private CoreLoops(int cores, IoHandlerFactory handlers, Threads threads) {
        super(cores, threads, handlers, threads);
        this.threads = threads;
    }

    /** Builds all loops at their real size, or none: what was built before a failure is released. */
    static CoreLoops create(int cores, IoHandlerFactory handlers, String threadPrefix) {
        Threads threads = new Threads(threadPrefix);
        try {
            return new CoreLoops(cores, handlers, threads);
        } catch (RuntimeException | Error e) {
            threads.awaitEnd(RELEASE_NANOS); // Netty has told them to
            throw e;
        }
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... args) {
        return new CoreLoop(this, ((Threads) args[0]).next(this), handlers);
    }

    /**
     * Starts the threads, and gives each its place.
     *
     * @throws RuntimeException what a placement threw; the loops are then still to be shut down
     */
    List<CoreInfo> start(CorePlacement placement) {
        List<Future<CoreInfo>> places = new ArrayList<>();
        for (EventExecutor loop : this) {
            int core = places.size();
            places.add(loop.submit(() -> placement.place(core, Thread.currentThread())));
        }
        List<CoreInfo> cores = new ArrayList<>();
        for (Future<CoreInfo> place : places) {
            cores.add(place.syncUninterruptibly().getNow());
        }
        return cores;
    }

    /** Ends loops of which a runtime was never made, and waits for them. */
    void release() {
        shutdownGracefully(0, RELEASE_NANOS, TimeUnit.NANOSECONDS);
        awaitEnd(RELEASE_NANOS);
    }

    /** Waits for the threads to end, which is a little later than the loops say that they have. */
    boolean awaitEnd(long nanos) {
        return threads.awaitEnd(nanos);
    }

    private static final class CoreLoop extends SingleThreadIoEventLoop {

        CoreLoop(CoreLoops parent, Executor thread, IoHandlerFactory handlers) {
            super(parent, thread, handlers);
        }

        @Override
        public boolean isIoType(Class<? extends IoHandler> type) {
            IoHandler handler = ioHandler();
            return handler instanceof ForwardingIoHandler wrapper
                    ? wrapper.handler().getClass() == type
                    : super.isIoType(type);
        }
    }

    /** Hands out one executor per loop, which starts that loop's one thread. */
    private static final class Threads implements Executor {

        private final String prefix;
        private final Queue<Thread> started = new ConcurrentLinkedQueue<>();
        private int made;

        Threads(String prefix) {
            this.prefix = prefix;
        }

        Executor next(Object owner) {
            int core = made++;
            return loop -> {
                Thread thread = new CoreThread(owner, core, prefix + core, loop);
                started.add(thread);
                thread.start();
            };
        }

        boolean awaitEnd(long nanos) {
            long deadline = System.nanoTime() + nanos;
            for (Thread thread : started) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                try {
                    thread.join(Math.max(1, left));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
                if (thread.isAlive()) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void execute(Runnable command) {
            throw new UnsupportedOperationException("each loop has an executor of its own");
        }
    }
}
