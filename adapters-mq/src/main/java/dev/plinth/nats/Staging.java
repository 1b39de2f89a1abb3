package dev.plinth.nats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Where other threads put what the core shall send. They encode it themselves, into one buffer, and the core takes that
 * buffer away and leaves an empty one. A flag keeps them apart for those some ten nanoseconds; the core never waits for
 * it: it comes again.
 */
final class Staging {

    private static final VarHandle BUSY;

    static {
        try {
            BUSY = MethodHandles.lookup().findVarHandle(Staging.class, "busy", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int SPINS = 100;
    private static final FrameBuffer NOTHING = new FrameBuffer();

    private final int limit;
    private FrameBuffer filling;
    private FrameBuffer spare;

    @SuppressWarnings("unused") // by BUSY
    private boolean busy;

    Staging(int limit) {
        this(limit, new FrameBuffer(), new FrameBuffer());
    }

    /** With buffers of the caller's, which are empty. */
    Staging(int limit, FrameBuffer filling, FrameBuffer spare) {
        this.limit = limit;
        this.filling = filling;
        this.spare = spare;
    }

    /** Puts a message in. Gives the bytes that wait now, or -1 if they are too many and it was not put in. */
    int publish(String subject, String reply, byte[] headers, byte[] data) {
        acquire();
        try {
            if (filling.length() > 0 && filling.length() + data.length > limit) {
                return -1;
            }
            filling.publish(subject, reply, headers, data);
            return filling.length();
        } finally {
            release();
        }
    }

    void subscribe(String subject, String queue, long sid) {
        acquire();
        try {
            filling.subscribe(subject, queue, sid);
        } finally {
            release();
        }
    }

    void unsubscribe(long sid) {
        acquire();
        try {
            filling.unsubscribe(sid);
        } finally {
            release();
        }
    }

    void line(byte[] line) {
        acquire();
        try {
            filling.line(line);
        } finally {
            release();
        }
    }

    /** For the core: what was put in, possibly nothing; null if somebody is putting something in right now. */
    FrameBuffer take() {
        if (!BUSY.compareAndSet(this, false, true)) {
            return null;
        }
        try {
            FrameBuffer full = filling;
            if (full.length() == 0) {
                return NOTHING; // this one may be filled as soon as it is let go
            }
            filling = spare;
            spare = full;
            return full;
        } finally {
            release();
        }
    }

    private void acquire() {
        int spins = 0;
        while (!BUSY.compareAndSet(this, false, true)) {
            if (++spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield(); // whoever has it got no CPU
            }
        }
    }

    private void release() {
        BUSY.setRelease(this, false);
    }
}
