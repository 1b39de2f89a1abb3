package dev.plinth.backend.uring;

import io.netty.channel.IoHandler;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.Errors;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory in which a {@link BufferRing} is shared with the kernel. Netty has the system calls for it, but
 * offers them to its own channels only. So they are called behind its back; where that cannot be (another
 * Netty, the module path) there is none.
 */
final class BufferRingMemory {

    private static final Logger LOG = LoggerFactory.getLogger(BufferRingMemory.class);

    private final Calls calls;
    private final int ring;
    private final int count;
    private final long address;
    private final ByteBuffer entries;

    private BufferRingMemory(Calls calls, int ring, int count, long address, ByteBuffer entries) {
        this.calls = calls;
        this.ring = ring;
        this.count = count;
        this.address = address;
        this.entries = entries;
    }

    /** Why there is none, whatever the ring; or null. */
    static String unavailable() {
        if (!IoUring.isRegisterBufferRingSupported()) {
            return "the kernel has no buffer rings";
        }
        try {
            Calls.find();
            return null;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return "Netty's system calls cannot be reached (" + e + ")";
        }
    }

    /**
     * Registers it with a ring, on the ring's thread; null if it cannot be had.
     *
     * @param count a power of two; 0: none is wanted
     */
    static BufferRingMemory of(IoHandler handler, int count) {
        if (count == 0 || !(handler instanceof IoUringIoHandler) || unavailable() != null) {
            return null;
        }
        try {
            Calls calls = Calls.find();
            int ring = (int) field(field(field(handler, "ringBuffer"), "ioUringSubmissionQueue"), "ringFd");
            long address = (long) calls.register().invoke(null, ring, count, Ops.BUFFER_GROUP, 0);
            if (address < 0) {
                throw Errors.newIOException("io_uring_register", (int) address);
            }
            int size = (int) calls.size().invoke(null, count);
            return new BufferRingMemory(
                    calls, ring, count, address, Buffer.wrapMemoryAddressWithNativeOrder(address, size));
        } catch (ReflectiveOperationException | RuntimeException | IOException e) {
            LOG.warn("A core receives with one operation per read, since it has no buffer ring", e);
            return null;
        }
    }

    private static Object field(Object object, String name) throws ReflectiveOperationException {
        Field field = object.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(object);
    }

    /** How many buffers it has room for. */
    int count() {
        return count;
    }

    /** An array of struct io_uring_buf. */
    ByteBuffer entries() {
        return entries;
    }

    /** While the ring is still open. */
    void close() {
        try {
            calls.unregister().invoke(null, ring, address, count, Ops.BUFFER_GROUP);
        } catch (ReflectiveOperationException e) {
            LOG.warn("A ring's buffer ring could not be unregistered", e);
        }
    }

    /** Netty's native methods. */
    private record Calls(Method register, Method unregister, Method size) {

        static Calls find() throws ReflectiveOperationException {
            Class<?> library = Class.forName("io.netty.channel.uring.Native", true, IoUring.class.getClassLoader());
            return new Calls(
                    method(library, "ioUringRegisterBufRing", int.class, int.class, short.class, int.class),
                    method(library, "ioUringUnRegisterBufRing", int.class, long.class, int.class, short.class),
                    method(library, "ioUringBufRingSize", int.class));
        }

        private static Method method(Class<?> type, String name, Class<?>... parameters)
                throws ReflectiveOperationException {
            Method method = type.getDeclaredMethod(name, parameters);
            method.setAccessible(true);
            return method;
        }
    }
}
