package dev.plinth.pool;

import dev.plinth.api.PoolCoreStats;

/** What other threads see of a sub-pool: its core writes, any thread reads. */
final class Seen<T> {

    private final SubPool<T> of;
    /** Whether a caller could be served here by now or soon. */
    private volatile boolean spare;
    /** Connections that are on their way to somebody here. */
    private volatile int underway;

    Seen(SubPool<T> of) {
        this.of = of;
        this.spare = of.share > 0;
    }

    void publish() {
        boolean nowSpare = !of.idle.isEmpty() || of.hasRoom();
        if (spare != nowSpare) {
            spare = nowSpare;
        }
        int nowUnderway = of.connections.underway();
        if (underway != nowUnderway) {
            underway = nowUnderway;
        }
        of.counts.set(Count.NOW_OPEN, of.connections.total());
        of.counts.set(Count.NOW_IDLE, of.idle.size());
        of.counts.set(Count.NOW_LEASED, of.connections.leased());
    }

    boolean hasSpare() {
        return spare;
    }

    /** Waiters for whom nothing is on its way. */
    int unmet() {
        return Math.max(0, of.line.live() - underway);
    }

    /** Connections that are borrowed, and callers that wait for one. */
    int outstanding() {
        return (int) of.counts.get(Count.NOW_LEASED) + Math.max(0, of.line.live());
    }

    PoolCoreStats stats() {
        return new PoolCoreStats(
                of.core,
                of.share,
                (int) of.counts.get(Count.NOW_OPEN),
                (int) of.counts.get(Count.NOW_IDLE),
                (int) of.counts.get(Count.NOW_LEASED),
                Math.max(0, of.line.live()),
                of.counts.snapshot());
    }
}
