package dev.plinth.netty;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What a core counts of itself, for others to see. */
final class CoreCounts {

    private final Tally received = new Tally();
    private final Tally nettyTasks = new Tally();
    private final Tally spins = new Tally();
    private final Tally stalls = new Tally();
    private final AtomicLong savedSeen = new AtomicLong();
    private final Optional<CoreTimes> times;

    /** @param histograms whether times are wanted, too */
    CoreCounts(boolean histograms) {
        this.times = histograms ? Optional.of(CoreTimes.create()) : Optional.empty();
    }

    /** What was sent to it. */
    Tally received() {
        return received;
    }

    Tally nettyTasks() {
        return nettyTasks;
    }

    Tally spins() {
        return spins;
    }

    /** Kept by the watch. */
    Tally stalls() {
        return stalls;
    }

    /** If they are wanted. */
    Optional<CoreTimes> times() {
        return times;
    }

    /** A difference of counts of slightly different moments, which must not be seen to go back. */
    long wakeupsSaved(GatedIoHandler io) {
        long saved = received.get() + io.savedByNetty() - io.wakeups().get();
        return savedSeen.accumulateAndGet(saved, Math::max);
    }
}
