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

    private static final Duration FULL = Duration.ofMillis(10);

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
    /** Until it looks again although no broker takes more: meanwhile it hears nobody but brokers. */
    private final Duration longestFull;

    private final AtomicReference<State> state = new AtomicReference<>(State.OWN);
    /** Whether a turn is wanted that has not begun. */
    private final AtomicBoolean due = new AtomicBoolean();

    private final Runnable task = this::takeTurns;
    private volatile Thread owner;
    /** Whether there is something to be received. */
    private volatile boolean arrived;
    /** Whether no broker takes more before it has answered. */
    private volatile boolean full;
    // Of whoever runs the sender.
    private boolean again;
    private boolean more;
    private boolean leave;
    private int inFlight;
    private long timeoutMillis;
    private long alarmAt;
    private Disposable alarm;

    SenderOnCore(AsyncRuntime runtime, int core, SenderTurns sender) {
        this(runtime, core, sender, FULL);
    }

    SenderOnCore(AsyncRuntime runtime, int core, SenderTurns sender, Duration longestFull) {
        this.runtime = runtime;
        this.core = core;
        this.sender = sender;
        this.longestFull = longestFull;
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
        again = false;
        due.set(true);
        state.set(State.LENT);
        schedule();
        boolean interrupted = false;
        boolean waited = false;
        while (state.get() != State.OWN) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            interrupted |= Thread.interrupted();
            boolean waits = due.get() || full;
            if (waited && waits) {
                knock();
            }
            waited = waits;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** It has waited for the core, or for an answer, for long: is there still a core to take a turn? */
    private void knock() {
        try {
            runtime.execute(core, () -> {});
        } catch (RuntimeClosedException e) {
            takeBack();
        }
    }

    // ---- anybody

    /** Whether the core has it: then who makes something ready tells it here. */
    boolean isLent() {
        return state.get() != State.OWN;
    }

    /** Something has come, or can go: after the change that made it so. */
    void arrived() {
        arrived = true;
        wake();
    }

    /**
     * Something was left to be sent. While no broker takes more, nobody is woken for it: the turn that follows the next
     * answer finds it.
     */
    void wakeup() {
        if (!full || sender.isEnding()) {
            wake();
        }
    }

    /** A core that is at it sees for itself, after its turn, that another is due. */
    private void wake() {
        if (!due.get() && due.compareAndSet(false, true) && state.get() != State.RUNNING) {
            schedule();
        }
    }

    private void schedule() {
        try {
            runtime.execute(core, task);
        } catch (RuntimeClosedException e) {
            takeBack();
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

    /**
     * The sender has polled.
     *
     * @param timeout how long it would have waited had there been nothing
     * @param more whether something came, or could be done at once
     */
    void polled(long timeout, boolean more) {
        this.timeoutMillis = timeout;
        this.more = more;
        this.inFlight = sender.inFlight();
    }

    /** After this turn the thread is to have it back. */
    void giveBack() {
        leave = true;
    }

    private void takeTurns() {
        if (!due.get() || !state.compareAndSet(State.LENT, State.RUNNING)) {
            return;
        }
        try {
            for (int i = 0; i < MOST_TURNS && !leave && (again || due.get()); i++) {
                turn();
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
            full = false;
            state.set(State.OWN);
            LockSupport.unpark(owner);
            return;
        }
        boolean goOn = again;
        state.set(State.LENT);
        if (goOn || due.get()) { // whoever made it due while the core was at it has left the rest to the core
            due.set(true);
            schedule();
        }
    }

    private void turn() throws Exception {
        due.set(false); // before looking, as the next two: what comes from here on makes another due
        full = false;
        if (arrived && sender.isSteady()) {
            arrived = false;
            sender.receive(); // first: what was answered makes room for what is to be sent
        }
        if (leave || !sender.isSteady()) {
            leave = true;
            return;
        }
        more = true; // should it end without a poll
        sender.runOnce();
        boolean stuck = sender.isFull();
        again = more || isChanged() || timeoutMillis <= 0 && !stuck;
        if (stuck) {
            forgetWakeUps();
        }
    }

    /**
     * After the poll of a turn, by which its timeout was reckoned, kafka-clients greets brokers that are new to it, and
     * gives up requests that were too late: the former waits to be written, the latter are to be sent again. Its own
     * loop finds that in the turn that follows every poll.
     */
    private boolean isChanged() {
        return sender.inFlight() != inFlight;
    }

    /** A caller that is ahead of the brokers wakes with every record, during turns, too. */
    private void forgetWakeUps() {
        full = true;
        due.set(false);
        if (arrived || sender.isEnding()) { // after the above: who found it due has left it to this
            due.set(true);
        }
    }

    /** An earlier alarm stays: it costs a turn for nothing, which is less than setting another each time. */
    private void setAlarm() {
        Duration delay = full ? longestFull : Duration.ofMillis(timeoutMillis);
        long at = System.nanoTime() + delay.toNanos();
        if (alarm == null || at - alarmAt < 0) {
            clearAlarm();
            alarmAt = at;
            alarm = runtime.schedule(core, delay, this::alarm);
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
