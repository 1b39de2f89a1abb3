package dev.plinth.kafka;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/** What of a partition has been handed out and acknowledged while it was assigned to us, once. */
final class PartitionAcks {

    private static final long NONE = -1;

    private final int most;
    private final Runnable whenRoom;
    /** From the first one on that is not acknowledged. */
    private final ArrayDeque<Long> handedOut = new ArrayDeque<>();

    private final Set<Long> acknowledged = new HashSet<>();
    private long position = NONE;
    private long committed = NONE;
    private boolean givenUp;

    /**
     * @param most how many may be handed out from the first one on that is not acknowledged
     * @param whenRoom called when there were so many, and are no longer; on any thread
     */
    PartitionAcks(int most, Runnable whenRoom) {
        this.most = most;
        this.whenRoom = whenRoom;
    }

    /** Tells whether this was the last one that may be, for the time being. */
    synchronized boolean handedOut(long offset) {
        handedOut.add(offset);
        return handedOut.size() == most;
    }

    /** Whether no more is to be handed out. */
    synchronized boolean isFull() {
        return handedOut.size() >= most;
    }

    synchronized long firstUnacknowledged() {
        return handedOut.isEmpty() ? NONE : handedOut.peek();
    }

    boolean acknowledge(long offset) {
        boolean wasFull;
        synchronized (this) {
            wasFull = isFull();
            if (!record(offset)) {
                return false;
            }
            wasFull &= !isFull();
        }
        if (wasFull) {
            whenRoom.run();
        }
        return true;
    }

    private boolean record(long offset) {
        if (givenUp) {
            return false;
        }
        if (!handedOut.isEmpty() && handedOut.peek() == offset) {
            handedOut.remove();
            position = offset + 1;
            while (!handedOut.isEmpty() && acknowledged.remove(handedOut.peek())) {
                position = handedOut.remove() + 1;
            }
        } else if (offset >= position) {
            acknowledged.add(offset);
        }
        return true;
    }

    /** The offset to commit, or a negative one if it is committed. */
    synchronized long toCommit() {
        return position == committed ? NONE : position;
    }

    synchronized void committed(long offset) {
        committed = Math.max(committed, offset);
    }

    /** From now on nothing is acknowledged; what was, can be committed. */
    synchronized void giveUp() {
        givenUp = true;
    }
}
