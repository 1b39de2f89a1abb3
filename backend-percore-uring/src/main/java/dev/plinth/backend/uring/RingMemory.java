package dev.plinth.backend.uring;

import io.netty.channel.IoHandler;
import io.netty.channel.uring.IoUringIoHandler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The words that a ring shares with the kernel, which count what passes. Netty does not show them, so
 * they are taken from its fields; what cannot be had there (another Netty, the module path) is
 * unknown. To be read on the ring's own thread while it is open: the memory goes with it.
 */
final class RingMemory {

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    /** IORING_SQ_CQ_OVERFLOW of linux/io_uring.h. */
    private static final int CQ_OVERFLOW = 2;

    private final ByteBuffer submissionHead;
    private final ByteBuffer completionTail;
    private final ByteBuffer flags;

    private RingMemory(ByteBuffer submissionHead, ByteBuffer completionTail, ByteBuffer flags) {
        this.submissionHead = submissionHead;
        this.completionTail = completionTail;
        this.flags = flags;
    }

    /** Null if it cannot be had. */
    static RingMemory of(IoHandler handler) {
        if (!(handler instanceof IoUringIoHandler)) {
            return null;
        }
        try {
            Object ring = field(handler, "ringBuffer");
            Object submissions = field(ring, "ioUringSubmissionQueue");
            Object completions = field(ring, "ioUringCompletionQueue");
            return new RingMemory(
                    (ByteBuffer) field(submissions, "kHead"), (ByteBuffer) field(completions, "ktail"), (ByteBuffer)
                            field(submissions, "kflags"));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    private static Object field(Object object, String name) throws ReflectiveOperationException {
        Field field = object.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(object);
    }

    /** How many operations the kernel has taken, modulo 2^32. */
    int submitted() {
        return (int) INT.getOpaque(submissionHead, 0);
    }

    /** How many results it has put into the completion ring, modulo 2^32. */
    int completed() {
        return (int) INT.getOpaque(completionTail, 0);
    }

    /** Whether it keeps results back, since the completion ring is full. */
    boolean overflows() {
        return ((int) INT.getOpaque(flags, 0) & CQ_OVERFLOW) != 0;
    }
}
