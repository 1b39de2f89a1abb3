package dev.plinth.backend.uring;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendContext;
import dev.plinth.api.BackendUnavailableException;
import dev.plinth.api.ConfigException;
import dev.plinth.api.RuntimeConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** A program that may not do one system call, and tries to start the backend. */
final class DeniedMain {

    private static final int IO_URING_SETUP = 425; // on all architectures
    private static final int PR_SET_SECCOMP = 22;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final long SECCOMP_MODE_FILTER = 2;
    private static final int SECCOMP_RET_ERRNO = 0x0005_0000;
    private static final int SECCOMP_RET_ALLOW = 0x7fff_0000;

    private DeniedMain() {}

    /**
     * The system call ("io_uring_setup", "sched_setaffinity"), the error that it is to give, and
     * plinth.uring.placement.
     */
    public static void main(String[] args) throws Throwable {
        deny(args[0].equals("io_uring_setup") ? IO_URING_SETUP : schedSetaffinity(), Integer.parseInt(args[1]));
        RuntimeConfig config = RuntimeConfig.builder()
                .cores(1)
                .set(UringConfig.PLACEMENT, args[2])
                .build();
        try (AsyncRuntime runtime = new PercoreUringProvider().create(BackendContext.direct(config, "percore-uring"))) {
            System.out.println("it ran: " + runtime.info());
        } catch (BackendUnavailableException | ConfigException e) {
            System.out.println(e.getMessage());
        }
    }

    private static int schedSetaffinity() {
        return System.getProperty("os.arch").equals("amd64") ? 203 : 122;
    }

    /** Makes a system call fail with {@code errno} in this thread and in those that it starts. */
    @SuppressWarnings("restricted")
    private static void deny(int call, int errno) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle prctl = linker.downcallHandle(
                linker.defaultLookup().find("prctl").orElseThrow(),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        try (Arena arena = Arena.ofConfined()) {
            // struct sock_filter { u16 code; u8 jt; u8 jf; u32 k; }
            MemorySegment code = arena.allocate(4 * 8, 8);
            instruction(code, 0, 0x20, 0, 0, 0); // load the number of the call
            instruction(code, 1, 0x15, 0, 1, call); // is it this one? else skip one
            instruction(code, 2, 0x06, 0, 0, SECCOMP_RET_ERRNO | errno);
            instruction(code, 3, 0x06, 0, 0, SECCOMP_RET_ALLOW);
            MemorySegment program = arena.allocate(16, 8); // struct sock_fprog { u16 len; filter *filter; }
            program.set(ValueLayout.JAVA_SHORT, 0, (short) 4);
            program.set(ValueLayout.ADDRESS, 8, code);
            call(prctl, PR_SET_NO_NEW_PRIVS, 1L, MemorySegment.NULL);
            call(prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program);
        }
    }

    private static void call(MethodHandle prctl, int option, long value, MemorySegment pointer) throws Throwable {
        int result = (int) prctl.invokeExact(option, value, pointer, 0L, 0L);
        if (result != 0) {
            throw new IllegalStateException("prctl " + option + " gives " + result);
        }
    }

    private static void instruction(MemorySegment code, int index, int op, int yes, int no, int value) {
        long at = index * 8L;
        code.set(ValueLayout.JAVA_SHORT, at, (short) op);
        code.set(ValueLayout.JAVA_BYTE, at + 2, (byte) yes);
        code.set(ValueLayout.JAVA_BYTE, at + 3, (byte) no);
        code.set(ValueLayout.JAVA_INT, at + 4, value);
    }
}
