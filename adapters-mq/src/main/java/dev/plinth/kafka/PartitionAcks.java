package dev.plinth.kafka;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/** What of a partition has been handed out and acknowledged while it was assigned to us, once. */
final class PartitionAcks {

    private static final long NONE = -1;

    private final ArrayDeque<Long> handedOut = new ArrayDeque<>();
    private final Set<Long> acknowledged = new HashSet<>();
    private long position = NONE;
    private long committed = NONE;
    private boolean givenUp;

    synchronized void handedOut(long offset) {
        handedOut.add(offset);
    }

    synchronized boolean acknowledge(long offset) {
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
