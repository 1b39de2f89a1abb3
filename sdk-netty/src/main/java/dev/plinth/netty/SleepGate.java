package dev.plinth.netty;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Keeps those who leave work for a core from waking it while it is awake, which would cost a system
 * call each, and never lets it sleep over work.
 *
 * <p>The sender leaves its work, then asks {@link #mustWake()}; the core says {@link #fallAsleep()},
 * then looks once more for work, then blocks. There is a full fence between the two steps on either
 * side, so at least one of them sees the other.
 */
final class SleepGate {

    private static final int AWAKE = 0;
    private static final int ASLEEP = 1;

    private static final VarHandle STATE = MethodHandles.arrayElementVarHandle(int[].class);

    /** In the middle: nothing that changes more often lies on the same cache line. */
    private static final int MIDDLE = 32;

    private final int[] state = new int[2 * MIDDLE];

    /** From any thread, after it has left work: whether it is the caller who must wake the core. */
    boolean mustWake() {
        VarHandle.fullFence();
        return isAsleep() && STATE.compareAndSet(state, MIDDLE, ASLEEP, AWAKE);
    }

    /** On the core, before its last look for work. */
    void fallAsleep() {
        STATE.setVolatile(state, MIDDLE, ASLEEP);
        VarHandle.fullFence();
    }

    /** On the core: it is awake now. False if it was already, having been woken. */
    boolean wakeUp() {
        return isAsleep() && STATE.compareAndSet(state, MIDDLE, ASLEEP, AWAKE);
    }

    /** From any thread: whether it sleeps, or is about to. */
    boolean isAsleep() {
        return (int) STATE.getOpaque(state, MIDDLE) == ASLEEP;
    }
}
