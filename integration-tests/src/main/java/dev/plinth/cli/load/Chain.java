package dev.plinth.cli.load;

/**
 * Keeps one command in flight: the completion of each sends the next, on the event loop. All of a
 * chain runs on that one thread.
 */
final class Chain implements Line.Completion {

    private final Lane lane;
    private final Phase phase;
    private final int sampleMask;
    private final Line.Issuer issuer;
    private int n;
    private long sentAt;

    /**
     * Made by any thread; {@link #issue} starts it.
     *
     * @param first the number of the first command; chains that start apart sample apart
     * @param sampleMask the latency is taken of commands whose number has none of these bits
     */
    Chain(Line line, String operation, Lane lane, Phase phase, int first, int sampleMask) {
        this.lane = lane;
        this.phase = phase;
        this.n = first;
        this.sampleMask = sampleMask;
        this.issuer = line.issuer(operation, this);
    }

    void issue() {
        if ((n & sampleMask) == 0) {
            sentAt = System.nanoTime();
        }
        issuer.issue(n);
    }

    @Override
    public void done(Throwable failure) {
        if (failure != null) {
            phase.failed(failure);
            return;
        }
        lane.completed();
        if ((n & sampleMask) == 0) {
            lane.latency(System.nanoTime() - sentAt);
        }
        n++;
        if (phase.isStopping()) {
            phase.ended();
        } else {
            issue();
        }
    }
}
