package dev.plinth.cli.load;

/** A caller that has at most one command in flight: the completion of each leads to the next, on the line's event loop. */
abstract class OneInFlight implements Line.Completion {

    private final Lane lane;
    private final Phase phase;
    private final Line.Issuer issuer;
    private int n;

    /**
     * Made by any thread; {@link #next} starts it.
     *
     * @param first the number of the first command; callers that start apart sample apart
     */
    OneInFlight(Line line, String operation, Lane lane, Phase phase, int first) {
        this.lane = lane;
        this.phase = phase;
        this.n = first;
        this.issuer = line.issuer(operation, this);
    }

    /** Has the next command sent, now or when it is due; on the line's event loop. */
    abstract void next();

    /** The command at hand is completed: for its latency, if that is wanted. */
    abstract void completed(Lane lane);

    /** The number of the command at hand. */
    final int number() {
        return n;
    }

    final Phase phase() {
        return phase;
    }

    final void send() {
        issuer.issue(n);
    }

    @Override
    public final void done(Throwable failure) {
        if (failure != null) {
            phase.failed(failure);
            return;
        }
        lane.completed();
        completed(lane);
        n++;
        if (phase.isStopping()) {
            phase.ended();
        } else {
            next();
        }
    }
}
