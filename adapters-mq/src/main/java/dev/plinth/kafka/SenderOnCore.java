package dev.plinth.kafka;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeClosedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/**
 * Runs a producer's sender on the core of its connections, while the thread that kafka-clients made for it is parked:
 * what is sent is not handed from a thread to the core, nor what arrives from the core to a thread. The thread lends
 * its work when it would only wait, and has it back for whatever may block: opening connections, looking up hosts,
 * producer ids, the end. One of the two runs the sender at any time, and what one has done, the other sees.
 */
final class SenderOnCore {

    private static final Logger LOG = LoggerFactory.getLogger("dev.plinth.kafka");
    private static final StackWalker STACK = StackWalker.getInstance();
    /** The methods on the stack when the sender's loop waits; others wait for something in the middle of a turn. */
    private static final List<String> LOOP = List.of("poll", "poll", "runOnce", "run");

    /** The core has other things to do, too. */
    private static final int MOST_TURNS = 4;

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum State {
        /** The thread has it. */
        OWN,
        /** The core has it, and is not at it just now. */
        LENT,
        /** The core is at it. */
        RUNNING
    }

    private final AsyncRuntime runtime;
    private final int core;
    private final SenderTurns sender;
    private final AtomicReference<State> state = new AtomicReference<>(State.OWN);
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Runnable task = this::takeTurns;
    private volatile Thread owner;
    // Of whoever runs the sender.
    private boolean again;
    private boolean leave;
    private long timeoutMillis;
    private long alarmAt;
    private Disposable alarm;

    SenderOnCore(AsyncRuntime runtime, int core, SenderTurns sender) {
        this.runtime = runtime;
        this.core = core;
        this.sender = sender;
    }

    // ---- the sender's own thread

    /** Whether the calling poll is that of the sender's loop, with nothing under way that may block. */
    boolean mayLend() {
        return sender.isSteady() && isLoop();
    }

    private static boolean isLoop() {
        return LOOP.equals(STACK.walk(frames -> frames.dropWhile(
                        frame -> frame.getClassName().equals(SenderOnCore.class.getName()))
                .limit(LOOP.size())
                .map(StackWalker.StackFrame::getMethodName)
                .toList()));
    }

    /** Parks the calling thread while the core does its work. */
    void lend() {
        owner = Thread.currentThread();
        leave = false;
        state.set(State.LENT);
        wake();
        boolean interrupted = false;
        boolean waited = false;
        while (state.get() != State.OWN) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            interrupted |= Thread.interrupted();
            if (waited && scheduled.get()) {
                knock();
            }
            waited = scheduled.get();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A turn has been due for long: is there still a core to take it? */
    private void knock() {
        try {
            runtime.execute(core, () -> {});
        } catch (RuntimeClosedException e) {
            takeBack();
        }
    }

    // ---- anybody

    /** Whether the core has it: then who makes something ready calls {@link #wake}. */
    boolean isLent() {
        return state.get() != State.OWN;
    }

    /** Has the core take a turn. */
    void wake() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            try {
                runtime.execute(core, task);
            } catch (RuntimeClosedException e) {
                scheduled.set(false);
                takeBack();
            }
        }
    }

    /** The core is no more. */
    private void takeBack() {
        if (state.compareAndSet(State.LENT, State.OWN)) {
            LockSupport.unpark(owner);
        }
    }

    // ---- the core

    /** Whether it is the core that runs the sender just now; asked by what the sender calls. */
    boolean isRunning() {
        return state.get() == State.RUNNING;
    }

    /** The sender has polled, and would have waited for so long had nothing been found. */
    void polled(long timeout, boolean found) {
        timeoutMillis = timeout;
        again |= found || timeout <= 0;
    }

    /** After this turn the thread is to have it back. */
    void giveBack() {
        leave = true;
    }

    private void takeTurns() {
        scheduled.set(false); // before looking: what comes from here on schedules another
        if (!state.compareAndSet(State.LENT, State.RUNNING)) {
            return;
        }
        try {
            again = true;
            for (int i = 0; i < MOST_TURNS && again && !leave; i++) {
                again = false;
                if (sender.isSteady()) {
                    sender.runOnce();
                } else {
                    leave = true;
                }
            }
            if (!leave && !again) {
                setAlarm();
            }
        } catch (RuntimeClosedException e) {
            leave = true;
        } catch (Exception | Error e) {
            leave = true;
            LOG.error("Uncaught error in kafka producer I/O thread: ", e); // as the loop says it that it stands for
        }
        if (leave) {
            clearAlarm();
            state.set(State.OWN);
            LockSupport.unpark(owner);
            return;
        }
        boolean more = again;
        state.set(State.LENT);
        if (more) {
            wake();
        }
    }

    /** An earlier alarm stays: it costs a turn for nothing, which is less than setting another each time. */
    private void setAlarm() {
        long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        if (alarm == null || at - alarmAt < 0) {
            clearAlarm();
            alarmAt = at;
            alarm = runtime.schedule(core, Duration.ofMillis(timeoutMillis), this::alarm);
        }
    }

    private void clearAlarm() {
        if (alarm != null) {
            alarm.dispose();
            alarm = null;
        }
    }

    private void alarm() {
        if (isLent()) {
            alarm = null;
            wake();
        }
    }
}
