package dev.plinth.it.redis;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Asks the kernel whether this process may have an io_uring. */
final class UringProbe {

    private static final long IO_URING_SETUP = 425; // include/uapi/asm-generic/unistd.h
    private static final long SIZE_OF_PARAMS = 120; // struct io_uring_params

    private UringProbe() {}

    @SuppressWarnings("restricted") // a system call
    static boolean allowed() {
        try (Arena arena = Arena.ofConfined()) {
            Linker linker = Linker.nativeLinker();
            MethodHandle syscall = linker.downcallHandle(
                    linker.defaultLookup().find("syscall").orElseThrow(),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                    Linker.Option.firstVariadicArg(1));
            MemorySegment params = arena.allocate(SIZE_OF_PARAMS, 8);
            long ring = (long) syscall.invokeExact(IO_URING_SETUP, 8L, params);
            if (ring < 0) {
                return false;
            }
            MethodHandle close = linker.downcallHandle(
                    linker.defaultLookup().find("close").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            int closed = (int) close.invokeExact((int) ring);
            return closed == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("the kernel could not be asked for an io_uring", e);
        }
    }
}
