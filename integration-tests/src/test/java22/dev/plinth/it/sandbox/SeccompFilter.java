package dev.plinth.it.sandbox;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * A program that becomes another one, with io_uring denied: it installs a seccomp filter that answers io_uring_setup
 * with an error of the caller's choice, as container runtimes do, and then executes the command. The filter survives
 * the exec, and needs no privilege.
 *
 * <p>Arguments: the errno (1 EPERM, 12 ENOMEM, 38 ENOSYS), the path of the program, its arguments.
 */
public final class SeccompFilter {

    /** The number of io_uring_setup, the same on every architecture (include/uapi/asm-generic/unistd.h). */
    private static final int IO_URING_SETUP = 425;

    private static final int PR_SET_NO_NEW_PRIVS = 38; // include/uapi/linux/prctl.h
    private static final int PR_SET_SECCOMP = 22;
    private static final long SECCOMP_MODE_FILTER = 2; // include/uapi/linux/seccomp.h
    private static final int SECCOMP_RET_ERRNO = 0x00050000;
    private static final int SECCOMP_RET_ALLOW = 0x7fff0000;

    private static final int BPF_LD_W_ABS = 0x20; // include/uapi/linux/bpf_common.h
    private static final int BPF_JMP_JEQ_K = 0x15;
    private static final int BPF_RET_K = 0x06;

    private SeccompFilter() {}

    /** See the class. Returns only if something failed, with exit code 97. */
    public static void main(String[] arguments) throws Throwable {
        int errno = Integer.parseInt(arguments[0]);
        String[] command = Arrays.copyOfRange(arguments, 1, arguments.length);
        try (Arena arena = Arena.ofConfined()) {
            install(arena, errno);
            execute(arena, command);
        }
        System.err.println("the command could not be executed: " + Arrays.toString(command));
        System.exit(97);
    }

    /** The filter holds for the calling thread, which is the one that executes the command. */
    private static void install(Arena arena, int errno) throws Throwable {
        MemorySegment code = arena.allocate(4 * 8L, 8);
        instruction(code, 0, BPF_LD_W_ABS, 0, 0, 0); // struct seccomp_data: the system call's number comes first
        instruction(code, 1, BPF_JMP_JEQ_K, 0, 1, IO_URING_SETUP);
        instruction(code, 2, BPF_RET_K, 0, 0, SECCOMP_RET_ERRNO | errno);
        instruction(code, 3, BPF_RET_K, 0, 0, SECCOMP_RET_ALLOW);
        MemorySegment program = arena.allocate(16, 8); // struct sock_fprog: count, then pointer
        program.set(ValueLayout.JAVA_SHORT, 0, (short) 4);
        program.set(ValueLayout.ADDRESS, 8, code);
        MethodHandle prctl = function(
                "prctl",
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG);
        check("PR_SET_NO_NEW_PRIVS", (int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L));
        long mode = SECCOMP_MODE_FILTER;
        check("PR_SET_SECCOMP", (int) prctl.invokeExact(PR_SET_SECCOMP, mode, program.address(), 0L, 0L));
    }

    private static void instruction(MemorySegment code, int index, int operation, int yes, int no, int operand) {
        long at = index * 8L;
        code.set(ValueLayout.JAVA_SHORT, at, (short) operation);
        code.set(ValueLayout.JAVA_BYTE, at + 2, (byte) yes);
        code.set(ValueLayout.JAVA_BYTE, at + 3, (byte) no);
        code.set(ValueLayout.JAVA_INT, at + 4, operand);
    }

    private static void execute(Arena arena, String[] command) throws Throwable {
        MemorySegment argv = arena.allocate(ValueLayout.ADDRESS, command.length + 1L);
        for (int i = 0; i < command.length; i++) {
            argv.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(command[i]));
        }
        argv.setAtIndex(ValueLayout.ADDRESS, command.length, MemorySegment.NULL);
        MethodHandle execv = function("execv", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
        int failed = (int) execv.invokeExact(arena.allocateFrom(command[0]), argv);
        System.err.println("execv gives " + failed);
    }

    @SuppressWarnings("restricted") // the foreign-function API is what this test is made of
    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup().find(name).orElseThrow();
        return linker.downcallHandle(address, FunctionDescriptor.of(result, arguments));
    }

    private static void check(String what, int result) {
        if (result != 0) {
            throw new IllegalStateException(what + " gives " + result);
        }
    }
}
