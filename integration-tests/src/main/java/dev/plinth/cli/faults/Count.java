package dev.plinth.cli.faults;

import java.util.Locale;

/** What can become of an operation, other than that all is well. */
public enum Count {
    /** Confirmed, and its effect is not there; or there, and passed by on the way to who should have been given it. */
    LOST,
    /** Its effect is there more than once. */
    DOUBLED,
    /** Another answer than its own, or an effect that nobody asked for. */
    WRONG,
    /** Ended with an error; its effect may be there, or not. */
    FAILED,
    /** Neither confirmed nor failed, long after the fault was over. */
    HUNG;

    /** As reports write it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
