package dev.plinth.kafka;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A selector over {@link CoreChannel}s: it asks memory, not the kernel, what is ready, and parks its thread while
 * nothing is. One thread selects; the cores call {@link #signal}, which costs a wake-up only while that thread is
 * parked. A producer's thread may have lent its work to a core, which is then told, and never sleeps here.
 */
final class CoreSelector extends AbstractSelector {

    private static final VarHandle SLEEPER;

    static {
        try {
            SLEEPER = MethodHandles.lookup().findVarHandle(CoreSelector.class, "sleeper", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final List<CoreKey> keys = new ArrayList<>();
    private final ReadyKeys ready = new ReadyKeys();
    private final List<CoreChannel> written = new ArrayList<>();
    private volatile Thread sleeper;
    private volatile boolean woken;
    private volatile SenderOnCore lender;

    CoreSelector() {
        super(SelectorProvider.provider());
    }

    // ---- from anywhere

    /** Something may have become ready. After the change that made it so. */
    void signal() {
        VarHandle.fullFence();
        SenderOnCore lent = lender;
        if (lent != null && lent.isLent()) {
            lent.arrived();
        } else {
            wakeSleeper();
        }
    }

    private void wakeSleeper() {
        Thread thread = sleeper;
        if (thread != null && SLEEPER.compareAndSet(this, thread, null)) {
            LockSupport.unpark(thread);
        }
    }

    /** Cheap while the last one has not been heard: a producer's callers do it for every batch. */
    @Override
    public Selector wakeup() {
        SenderOnCore lent = lender;
        if (lent != null && lent.isLent()) {
            lent.wakeup();
        } else if (!woken) {
            woken = true;
            VarHandle.fullFence();
            wakeSleeper();
        }
        return this;
    }

    /** It may have lent its work from now on. */
    void lendTo(SenderOnCore to) {
        lender = to;
    }

    // ---- the thread that selects, or the core

    /** Whether it is a core that selects just now. */
    boolean isOnCore() {
        SenderOnCore lent = lender;
        return lent != null && lent.isRunning();
    }

    /** Whether something is ready that was so, and was left, or has become so since. */
    boolean hasReady() {
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).updateReady() != 0) {
                return true;
            }
        }
        return false;
    }

    /** The channel has bytes to hand to its core, at {@link #flush}. */
    void written(CoreChannel channel) {
        written.add(channel);
    }

    /** Hands to the cores what the channels were given since the last call. */
    void flush() {
        if (!written.isEmpty()) {
            for (CoreChannel channel : written) {
                channel.handOver();
            }
            written.clear();
        }
    }

    @Override
    public int selectNow() throws IOException {
        woken = false; // before looking: who wakes it from here on is heard the next time
        return collect();
    }

    @Override
    public int select() throws IOException {
        return select(0);
    }

    @Override
    public int select(long timeoutMillis) throws IOException {
        if (timeoutMillis < 0) {
            throw new IllegalArgumentException("negative timeout");
        }
        int count = collect();
        if (count == 0 && !woken) {
            count = sleep(timeoutMillis == 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
        }
        woken = false;
        return count;
    }

    private int sleep(long nanos) {
        flush();
        Thread self = Thread.currentThread();
        long start = System.nanoTime();
        try {
            while (true) {
                sleeper = self; // before it is asked again: who makes something ready after that sees the sleeper
                VarHandle.fullFence();
                int count = collect();
                if (count > 0 || woken || self.isInterrupted() || !isOpen()) {
                    return count;
                }
                long left = nanos - (System.nanoTime() - start);
                if (left <= 0) {
                    return 0;
                }
                LockSupport.parkNanos(this, left);
            }
        } finally {
            sleeper = null;
        }
    }

    private int collect() {
        if (!isOpen()) {
            throw new ClosedSelectorException();
        }
        removeCancelled();
        for (int i = 0; i < keys.size(); i++) {
            CoreKey key = keys.get(i);
            if (key.updateReady() != 0) {
                ready.add(key);
            }
        }
        return ready.size();
    }

    private void removeCancelled() {
        Set<SelectionKey> cancelled = cancelledKeys();
        synchronized (cancelled) {
            if (!cancelled.isEmpty()) {
                for (SelectionKey key : cancelled) {
                    keys.remove(key);
                    ready.remove(key);
                    deregister((CoreKey) key);
                }
                cancelled.clear();
            }
        }
    }

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
        CoreKey key = new CoreKey((CoreChannel) channel, this);
        key.interestOps(ops);
        key.attach(attachment);
        keys.add(key);
        return key;
    }

    @Override
    public Set<SelectionKey> keys() {
        return new HashSet<>(keys);
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        return ready;
    }

    @Override
    protected void implCloseSelector() {
        for (CoreKey key : List.copyOf(keys)) {
            key.cancel();
            deregister(key);
        }
        keys.clear();
        ready.clear();
        wakeup();
    }
}
