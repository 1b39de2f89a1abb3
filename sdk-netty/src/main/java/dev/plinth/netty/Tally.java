package dev.plinth.netty;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A count that one thread keeps and any thread reads: no fence, no atomic operation. */
final class Tally {

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Tally.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long value;

    /** On the thread that keeps it. */
    void add(long more) {
        VALUE.setOpaque(this, value + more);
    }

    /** From any thread; what was added a moment ago may be missing. */
    long get() {
        return (long) VALUE.getOpaque(this);
    }
}
