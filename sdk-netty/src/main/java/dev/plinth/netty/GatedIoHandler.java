package dev.plinth.netty;

import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * The I/O of a core: it sleeps here, behind its {@link SleepGate}. Netty wakes a loop at every task
 * that another thread gives it, without knowing whether it sleeps.
 */
final class GatedIoHandler extends ForwardingIoHandler {

    private final SleepGate gate;
    private final BooleanSupplier nothingArrived;
    private final Runnable onAwake;
    private final Gated gated = new Gated();
    private final Tally polls = new Tally();
    private final Tally sleeps = new Tally();
    private final Tally wakeups = new Tally();
    private final LongAdder savedByNetty = new LongAdder();
    private boolean slept;

    private GatedIoHandler(IoHandler handler, SleepGate gate, BooleanSupplier nothingArrived, Runnable onAwake) {
        super(handler);
        this.gate = gate;
        this.nothingArrived = nothingArrived;
        this.onAwake = onAwake;
    }

    /** Makes it with the loop that it belongs to: {@code nothingArrived} is asked before each sleep, {@code onAwake} called after it. */
    static GatedIoHandler create(
            IoHandlerFactory factory,
            ThreadAwareExecutor loop,
            SleepGate gate,
            BooleanSupplier nothingArrived,
            Runnable onAwake) {
        return new GatedIoHandler(factory.newHandler(loop), gate, nothingArrived, onAwake);
    }

    @Override
    public int run(IoHandlerContext context) {
        gated.context = context;
        polls.add(1);
        try {
            return super.run(gated);
        } finally {
            awake();
        }
    }

    @Override
    public void wakeup() {
        if (gate.mustWake()) {
            super.wakeup();
        } else {
            savedByNetty.increment();
        }
    }

    /** For a sender that the gate has told to wake the core. */
    void wakeNow() {
        super.wakeup();
    }

    private void awake() {
        if (slept) {
            slept = false;
            sleeps.add(1);
            if (!gate.wakeUp()) {
                wakeups.add(1);
            }
            onAwake.run();
        }
    }

    Tally polls() {
        return polls;
    }

    Tally sleeps() {
        return sleeps;
    }

    /** How often somebody has woken it. */
    Tally wakeups() {
        return wakeups;
    }

    /** How often Netty would have woken it, had it not been awake. */
    long savedByNetty() {
        return savedByNetty.sum();
    }

    private final class Gated implements IoHandlerContext {

        private IoHandlerContext context;

        /** The last question before it blocks; epoll and NIO ask more than once. */
        @Override
        public boolean canBlock() {
            if (!context.canBlock()) {
                return false;
            }
            gate.fallAsleep();
            if (context.canBlock() && nothingArrived.getAsBoolean()) {
                slept = true;
                return true;
            }
            gate.wakeUp();
            slept = false;
            return false;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return context.delayNanos(currentTimeNanos);
        }

        @Override
        public long deadlineNanos() {
            return context.deadlineNanos();
        }

        /** The first question after it has blocked: from here on it is awake. */
        @Override
        public boolean shouldReportActiveIoTime() {
            awake();
            return context.shouldReportActiveIoTime();
        }

        @Override
        public void reportActiveIoTime(long activeNanos) {
            context.reportActiveIoTime(activeNanos);
        }
    }
}
