package dev.plinth.servers;

import java.time.Duration;
import java.util.StringJoiner;
import java.util.function.Consumer;

/**
 * What is wrong with one direction of a {@link FaultProxy}: a value, put together from {@link #none()} by the methods
 * that name the faults, and given to the proxy as a whole. Several faults at once are fine.
 */
public final class Faults {

    private static final Faults NONE = new Faults(new Draft());

    private final long delayNanos;
    private final long jitterNanos;
    private final long bytesPerSecond;
    private final boolean stalled;
    private final long flipEvery;
    private final long dropEvery;
    private final int pieceBytes;
    private final long pieceNanos;

    private Faults(Draft draft) {
        delayNanos = draft.delayNanos;
        jitterNanos = draft.jitterNanos;
        bytesPerSecond = draft.bytesPerSecond;
        stalled = draft.stalled;
        flipEvery = draft.flipEvery;
        dropEvery = draft.dropEvery;
        pieceBytes = draft.pieceBytes;
        pieceNanos = draft.pieceNanos;
    }

    /** Nothing is wrong. */
    public static Faults none() {
        return NONE;
    }

    /** What arrives is passed on this much later; the order stays, and so does the throughput. */
    public Faults delay(Duration delay) {
        return with(draft -> draft.delayNanos = notNegative(delay));
    }

    /** On top of the delay, a random time between nothing and this. */
    public Faults jitter(Duration jitter) {
        return with(draft -> draft.jitterNanos = notNegative(jitter));
    }

    /** At most this many bytes a second on each connection. */
    public Faults rate(long bytesPerSecond) {
        return with(draft -> draft.bytesPerSecond = positive(bytesPerSecond));
    }

    /**
     * No byte is passed on, and none is read, so that the sender's buffers fill; the connections stay. Whatever was
     * read before is passed on once the direction is given faults without it.
     */
    public Faults stall() {
        return with(draft -> draft.stalled = true);
    }

    /** One bit of one byte in this many, on average, is another one. */
    public Faults flip(long bytes) {
        return with(draft -> draft.flipEvery = positive(bytes));
    }

    /** One byte in this many, on average, is left out. */
    public Faults drop(long bytes) {
        return with(draft -> draft.dropEvery = positive(bytes));
    }

    /** At most this many bytes are passed on at once, with a pause after each piece: the receiver reads in part. */
    public Faults pieces(int bytes, Duration pause) {
        return with(draft -> {
            draft.pieceBytes = (int) positive(bytes);
            draft.pieceNanos = notNegative(pause);
        });
    }

    long delayNanos() {
        return delayNanos;
    }

    long jitterNanos() {
        return jitterNanos;
    }

    boolean stalled() {
        return stalled;
    }

    long flipEvery() {
        return flipEvery;
    }

    long dropEvery() {
        return dropEvery;
    }

    /** How many of {@code bytes} may be written at once. */
    int slice(int bytes) {
        int most = pieceBytes > 0 ? Math.min(bytes, pieceBytes) : bytes;
        // hundredths of a second, so that a rate is one in short windows, too
        return bytesPerSecond > 0 ? (int) Math.min(most, Math.max(1, bytesPerSecond / 100)) : most;
    }

    /** How long to wait after {@code bytes} were written at once. */
    long pauseNanos(int bytes) {
        return pieceNanos + (bytesPerSecond > 0 ? bytes * 1_000_000_000L / bytesPerSecond : 0);
    }

    private Faults with(Consumer<Draft> change) {
        Draft draft = new Draft();
        draft.delayNanos = delayNanos;
        draft.jitterNanos = jitterNanos;
        draft.bytesPerSecond = bytesPerSecond;
        draft.stalled = stalled;
        draft.flipEvery = flipEvery;
        draft.dropEvery = dropEvery;
        draft.pieceBytes = pieceBytes;
        draft.pieceNanos = pieceNanos;
        change.accept(draft);
        return new Faults(draft);
    }

    private static long positive(long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("must be greater than 0, was " + value);
        }
        return value;
    }

    private static long notNegative(Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("must not be negative, was " + value);
        }
        return value.toNanos();
    }

    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ");
        text.setEmptyValue("none");
        if (delayNanos + jitterNanos > 0) {
            text.add("delay " + delayNanos / 1e6 + " ms + up to " + jitterNanos / 1e6 + " ms");
        }
        if (bytesPerSecond > 0) {
            text.add(bytesPerSecond + " bytes/s");
        }
        if (stalled) {
            text.add("stalled");
        }
        if (flipEvery > 0) {
            text.add("a bit flipped in one byte of " + flipEvery);
        }
        if (dropEvery > 0) {
            text.add("one byte of " + dropEvery + " dropped");
        }
        if (pieceBytes > 0) {
            text.add("pieces of " + pieceBytes + " bytes every " + pieceNanos / 1e6 + " ms");
        }
        return text.toString();
    }

    private static final class Draft {
        private long delayNanos;
        private long jitterNanos;
        private long bytesPerSecond;
        private boolean stalled;
        private long flipEvery;
        private long dropEvery;
        private int pieceBytes;
        private long pieceNanos;
    }
}
