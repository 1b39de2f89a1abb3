package dev.plinth.backend.uring;

import dev.plinth.api.RingStats;
import dev.plinth.netty.ObservedIoHandler;
import io.netty.channel.IoHandler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what passes over a ring, as of its core's last look at it: two words of shared memory read
 * and two counts written a turn, and no system call.
 */
final class CountedRing extends ObservedIoHandler {

    private static final Logger LOG = LoggerFactory.getLogger(CountedRing.class);

    private static final VarHandle SUBMISSIONS = count("submissions");
    private static final VarHandle COMPLETIONS = count("completions");
    private static final VarHandle OVERFLOWS = count("overflows");

    private final RingMemory memory;
    private final int depth;
    private int submitted;
    private int completed;
    private long submissions;
    private long completions;
    private long overflows;

    private CountedRing(IoHandler handler, RingMemory memory, int depth) {
        super(handler);
        this.memory = memory;
        this.depth = depth;
        this.submitted = memory.submitted();
        this.completed = memory.completed();
    }

    /** {@code handler}, a ring of {@code depth}, with counts; or without, if it does not tell. */
    static IoHandler of(IoHandler handler, int depth) {
        RingMemory memory = RingMemory.of(handler);
        return memory == null ? handler : new CountedRing(handler, memory, depth);
    }

    /** It has not handled what it found: an overflow shows now, and is gone afterwards. */
    @Override
    protected void onLook() {
        int taken = memory.submitted();
        SUBMISSIONS.setOpaque(this, submissions + (taken - submitted));
        submitted = taken;
        int posted = memory.completed();
        COMPLETIONS.setOpaque(this, completions + (posted - completed));
        completed = posted;
        if (memory.overflows()) {
            overflowed();
        }
    }

    /** Netty says so each time, but not what to do. */
    private void overflowed() {
        OVERFLOWS.setOpaque(this, overflows + 1);
        if (overflows == 1) {
            LOG.warn(
                    "{}: more results came in one turn than the completion ring has room for. The kernel kept the"
                            + " rest and none is lost, but each time costs system calls: if stats() counts many"
                            + " overflows, raise {} (it is {})",
                    Thread.currentThread().getName(),
                    UringConfig.RING_DEPTH,
                    depth);
        }
    }

    @Override
    public Optional<RingStats> ringStats() {
        return Optional.of(new RingStats((long) SUBMISSIONS.getOpaque(this), (long) COMPLETIONS.getOpaque(this), (long)
                OVERFLOWS.getOpaque(this)));
    }

    private static VarHandle count(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(CountedRing.class, name, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
