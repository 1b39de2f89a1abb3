package dev.plinth.netty;

import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;

/**
 * The I/O part of a loop, with a word each time that it looks for what is ready: after it has waited,
 * if it waits, and before it handles what it has found. All on the core.
 */
public abstract class ObservedIoHandler extends ForwardingIoHandler {

    private final Observer observer = new Observer();

    /** Around {@code handler}. */
    protected ObservedIoHandler(IoHandler handler) {
        super(handler);
    }

    /** A turn begins. */
    protected void onTurn() {}

    /** It has looked. */
    protected abstract void onLook();

    @Override
    public final int run(IoHandlerContext context) {
        onTurn();
        observer.context = context;
        return super.run(observer);
    }

    /** Netty's handlers ask at that very moment whether they should take the time. */
    private final class Observer implements IoHandlerContext {

        private IoHandlerContext context;

        @Override
        public boolean shouldReportActiveIoTime() {
            onLook();
            return context.shouldReportActiveIoTime();
        }

        @Override
        public void reportActiveIoTime(long activeNanos) {
            context.reportActiveIoTime(activeNanos);
        }

        @Override
        public boolean canBlock() {
            return context.canBlock();
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return context.delayNanos(currentTimeNanos);
        }

        @Override
        public long deadlineNanos() {
            return context.deadlineNanos();
        }
    }
}
