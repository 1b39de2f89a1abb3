package dev.plinth.backend.uring;

import dev.plinth.api.BackendUnavailableException;

/** Why io_uring cannot run, in words, and what to do about it. Pure functions of what was found. */
final class RingFailure {

    private static final String OTHER_BACKEND = "set plinth.backend=netty-epoll or auto";
    private static final String SECCOMP =
            "run with --security-opt seccomp=unconfined or a profile that allows io_uring_setup, io_uring_enter and"
                    + " io_uring_register";

    private RingFailure() {}

    /** Throws if this is no Linux. */
    static void refuseOtherSystems(HostFacts facts) {
        if (!facts.os().equals("Linux")) {
            throw new BackendUnavailableException(
                    "io_uring is Linux's, and this is " + facts.os(), "set plinth.backend=netty-nio or auto", null);
        }
    }

    /** The native library could not be loaded, or does not want to run here. */
    static BackendUnavailableException library(Throwable cause, HostFacts facts) {
        Throwable root = root(cause);
        if (root instanceof LinkageError) {
            return new BackendUnavailableException(
                    "Netty's io_uring library cannot be loaded on " + facts.arch() + ": " + root.getMessage(),
                    "add io.netty:netty-transport-native-io_uring with the classifier of this platform (linux-x86_64,"
                            + " linux-aarch_64) in exactly the version of the other Netty modules, or "
                            + OTHER_BACKEND,
                    cause);
        }
        String message = String.valueOf(root.getMessage());
        if (message.contains("noNative")) {
            return new BackendUnavailableException(
                    "Netty's native transports are switched off: " + message,
                    "remove -Dio.netty.transport.noNative, or " + OTHER_BACKEND,
                    cause);
        }
        if (message.contains("kernel version")) {
            return tooOld(facts, message, cause);
        }
        return ring(Errno.of(cause), 0, 1, facts, cause);
    }

    /**
     * A ring could not be made.
     *
     * @param built how many had been before
     * @param wanted how many were wanted
     */
    static BackendUnavailableException ring(Errno errno, int built, int wanted, HostFacts facts, Throwable cause) {
        String which = built == 0 ? "" : " for ring " + (built + 1) + " of " + wanted;
        return switch (errno) {
            case EPERM, EACCES -> denied(errno, which, facts, cause);
            case ENOSYS ->
                facts.seccompMode() == 2
                        ? denied(errno, which, facts, cause)
                        : tooOld(facts, "io_uring_setup gives ENOSYS", cause);
            case ENOMEM ->
                new BackendUnavailableException(
                        "io_uring_setup gives ENOMEM" + which + ": the limit of locked memory (" + facts.memlockLimit()
                                + " bytes, counted per user) or of the control group is used up",
                        "raise it (ulimit -l, LimitMEMLOCK=, --ulimit memlock=), lower plinth.uring.ring-depth or"
                                + " plinth.cores, or "
                                + OTHER_BACKEND,
                        cause);
            case EMFILE, ENFILE ->
                new BackendUnavailableException(
                        "io_uring_setup gives " + errno + which + ": too many files are open",
                        "raise the limit (ulimit -n), or lower plinth.cores",
                        cause);
            case EINVAL ->
                new BackendUnavailableException(
                        "io_uring_setup gives EINVAL" + which + ": kernel " + facts.kernel()
                                + " does not know what was asked for",
                        "lower plinth.uring.ring-depth, use a newer kernel, or " + OTHER_BACKEND,
                        cause);
            case UNKNOWN ->
                new BackendUnavailableException(
                        "io_uring cannot be set up" + which + ": " + root(cause).getMessage(), OTHER_BACKEND, cause);
        };
    }

    private static BackendUnavailableException denied(Errno errno, String which, HostFacts facts, Throwable cause) {
        String gives = "io_uring_setup gives " + errno + which + ": ";
        if (facts.ioUringDisabled() == 2) {
            return new BackendUnavailableException(
                    gives + "kernel.io_uring_disabled=2 denies it to every process",
                    "have the host's administrator set sysctl kernel.io_uring_disabled=0, or " + OTHER_BACKEND,
                    cause);
        }
        if (facts.ioUringDisabled() == 1) {
            return new BackendUnavailableException(
                    gives + "kernel.io_uring_disabled=1 denies it to all but the privileged",
                    "join the group of sysctl kernel.io_uring_group, have kernel.io_uring_disabled set to 0, or "
                            + OTHER_BACKEND,
                    cause);
        }
        if (facts.seccompMode() == 2) {
            return new BackendUnavailableException(
                    gives
                            + (facts.container()
                                    ? "the container's seccomp profile denies it"
                                    : "a seccomp filter of this process denies it"),
                    facts.container()
                            ? SECCOMP
                            : "allow io_uring_setup, io_uring_enter and io_uring_register in the filter (systemd:"
                                    + " SystemCallFilter=), or "
                                    + OTHER_BACKEND,
                    cause);
        }
        return new BackendUnavailableException(
                gives + "a security module (SELinux, AppArmor) or sandbox of this system denies it",
                "allow io_uring there, or " + OTHER_BACKEND,
                cause);
    }

    private static BackendUnavailableException tooOld(HostFacts facts, String found, Throwable cause) {
        return new BackendUnavailableException(
                "kernel " + facts.kernel() + " has no io_uring that can be used (" + found + ")",
                "use Linux 5.15 or newer with CONFIG_IO_URING, or " + OTHER_BACKEND,
                cause);
    }

    private static Throwable root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
