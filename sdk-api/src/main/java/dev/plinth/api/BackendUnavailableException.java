package dev.plinth.api;

import java.util.Objects;

/** A backend cannot run here. "Unavailable" is the only reason for which {@code auto} goes on. */
public class BackendUnavailableException extends PlinthException {

    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String remedy;

    /**
     * What was found and what to do.
     *
     * @param reason what was found, such as "io_uring_setup gives EPERM: the container's seccomp
     *     profile denies it"
     * @param remedy what to do, such as "run with --security-opt seccomp=…", possibly empty
     * @param cause possibly null
     */
    public BackendUnavailableException(String reason, String remedy, Throwable cause) {
        this(message(reason, remedy), reason, remedy, cause);
    }

    BackendUnavailableException(String message, String reason, String remedy, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.remedy = Objects.requireNonNull(remedy, "remedy");
    }

    private static String message(String reason, String remedy) {
        return remedy.isEmpty() ? reason : reason + ": " + remedy;
    }

    /** What was found. */
    public String reason() {
        return reason;
    }

    /** What to do, possibly empty. */
    public String remedy() {
        return remedy;
    }
}
