package dev.plinth.netty;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;

/**
 * Netty's loop of a core. Tasks that were given to it, by Netty and its users, run for a slice at most
 * between two looks at I/O: some of them wait for I/O by executing themselves again, and several threads
 * together can give it more than it ever gets done.
 */
final class SlicedEventLoop extends ManualIoEventLoop {

    /** For {@link #runNow(long)} and {@link #run(long, long)}: the tasks come with {@link #runTasks}. */
    static final long IO_ALONE = -1;

    private final SliceTicker ticker;
    private final long sliceNanos;

    SlicedEventLoop(IoEventLoopGroup group, Thread thread, IoHandlerFactory handlers, long sliceNanos) {
        this(group, thread, handlers, sliceNanos, new SliceTicker());
    }

    private SlicedEventLoop(
            IoEventLoopGroup group, Thread thread, IoHandlerFactory handlers, long sliceNanos, SliceTicker ticker) {
        super(group, thread, handlers, ticker);
        this.ticker = ticker;
        this.sliceNanos = sliceNanos;
    }

    /**
     * Runs tasks, if there are any, for a slice.
     *
     * @return how many
     */
    int runTasks() {
        ticker.beginSlice();
        try {
            return runNonBlockingTasks(sliceNanos);
        } finally {
            ticker.endSlice();
        }
    }

    /** Timers go by the clock. */
    @Override
    @Deprecated
    protected long getCurrentTimeNanos() {
        return ticker.exactNanoTime();
    }
}
