package dev.plinth.backend.uring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;

/** The CPUs of a thread, by sched_setaffinity(2) and sched_getaffinity(2) through the foreign-function API. */
final class Affinity {

    /** Room for 8192 CPUs, the most that Linux can be built for. */
    private static final int MASK_BYTES = 1024;

    private static final int CALLING_THREAD = 0;
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

    private static final MethodHandle GET = function("sched_getaffinity");
    private static final MethodHandle SET = function("sched_setaffinity");

    private Affinity() {}

    @SuppressWarnings("restricted") // what this class is for
    private static MethodHandle function(String name) {
        Linker linker = Linker.nativeLinker();
        MemoryLayout pid = ValueLayout.JAVA_INT;
        return linker.defaultLookup()
                .find(name)
                .map(address -> linker.downcallHandle(
                        address,
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, pid, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                        Linker.Option.captureCallState("errno")))
                .orElse(null);
    }

    static Optional<String> unavailable() {
        return GET == null || SET == null
                ? Optional.of("pinning needs sched_setaffinity, which the C library here does not have")
                : Optional.empty();
    }

    static int callingThread() {
        try {
            Path link = Files.readSymbolicLink(Path.of("/proc/thread-self")); // PID/task/TID
            return Integer.parseInt(link.getFileName().toString());
        } catch (IOException | NumberFormatException e) {
            throw new IllegalStateException("/proc/thread-self does not tell the thread's number: " + e, e);
        }
    }

    static BitSet ofProcess() {
        return of((int) ProcessHandle.current().pid()); // that is its first thread, which nobody pins
    }

    static BitSet ofThread() {
        return of(CALLING_THREAD);
    }

    static BitSet of(int thread) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
            call(GET, "sched_getaffinity", arena, thread, mask);
            return BitSet.valueOf(mask.asByteBuffer());
        }
    }

    static void set(BitSet cpus) {
        set(CALLING_THREAD, cpus);
    }

    static void set(int thread, BitSet cpus) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
            mask.copyFrom(MemorySegment.ofArray(cpus.toByteArray()));
            call(SET, "sched_setaffinity", arena, thread, mask);
        }
    }

    private static void call(MethodHandle function, String name, Arena arena, int thread, MemorySegment mask) {
        MemorySegment state = arena.allocate(STATE);
        int result;
        try {
            result = (int) function.invokeExact(state, thread, (long) MASK_BYTES, mask);
        } catch (Throwable e) {
            throw new IllegalStateException(name + " could not be called", e);
        }
        if (result < 0) {
            throw new IllegalStateException(name + " gives " + Errno.name((int) ERRNO.get(state, 0L)));
        }
    }
}
