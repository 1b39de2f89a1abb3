package dev.plinth.backend.virtualthreads;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A count that one thread keeps and any thread may look at. Adding costs what it costs on a plain
 * field: who looks sees a recent value, and never an older one than before.
 */
final class Count {

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Count.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long value;

    /** By its thread only. */
    void add(long more) {
        VALUE.setOpaque(this, value + more);
    }

    /** From any thread. */
    long get() {
        return (long) VALUE.getOpaque(this);
    }
}
