package dev.plinth.backend.uring;

import io.netty.channel.unix.Errors;

/**
 * The error numbers that io_uring_setup(2) and sched_setaffinity(2) fail with. Netty hands over their text only, in the
 * language of the process, so they are told by that text.
 */
enum Errno {
    EPERM(1),
    ENOMEM(12),
    EACCES(13),
    EINVAL(22),
    ENFILE(23),
    EMFILE(24),
    ENOSYS(38),
    UNKNOWN(0);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    /** "EPERM", or "errno 7" for one that is not known here. */
    static String name(int number) {
        for (Errno errno : values()) {
            if (errno.number == number && errno != UNKNOWN) {
                return errno.name();
            }
        }
        return "errno " + number;
    }

    /** The one whose text ends the message of {@code failure} or of one of its causes. */
    static Errno of(Throwable failure) {
        try {
            return byText(failure);
        } catch (LinkageError e) {
            return UNKNOWN; // without its native part Netty has no texts either
        }
    }

    private static Errno byText(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            for (Errno errno : values()) {
                if (errno != UNKNOWN
                        && cause.getMessage() != null
                        && cause.getMessage().endsWith(errno.text())) {
                    return errno;
                }
            }
        }
        return UNKNOWN;
    }

    /** strerror(3), as Netty has it: "… failed with error(-1): Operation not permitted". */
    private String text() {
        String message = Errors.newIOException("", -number).getMessage();
        return message.substring(message.indexOf("): ") + 1);
    }
}
