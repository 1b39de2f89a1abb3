package dev.plinth.cli.load;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A caller of an open loop: has at most one command in flight, and sends each when it is due or as soon as it can. */
final class PacedChain implements Line.Completion {

    private final Line line;
    private final Lane lane;
    private final Phase phase;
    private final Schedule schedule;
    private final ScheduledExecutorService timer;
    private final Line.Issuer issuer;
    private int n;
    private long due;

    /** @param first the number of the first command */
    PacedChain(
            Line line,
            String operation,
            Lane lane,
            Phase phase,
            int first,
            Schedule schedule,
            ScheduledExecutorService timer) {
        this.line = line;
        this.lane = lane;
        this.phase = phase;
        this.n = first;
        this.schedule = schedule;
        this.timer = timer;
        this.issuer = line.issuer(operation, this);
    }

    /** Sends the next command if it is due, else waits for that; on the line's event loop. */
    void next() {
        if (phase.isStopping()) {
            phase.ended();
            return;
        }
        due = schedule.due();
        long early = due - System.nanoTime();
        if (early > 0) {
            timer.schedule(
                    () -> line.execute(this::next), Math.min(early, Schedule.LONGEST_WAIT_NANOS), TimeUnit.NANOSECONDS);
            return;
        }
        schedule.sent();
        issuer.issue(n);
    }

    @Override
    public void done(Throwable failure) {
        if (failure != null) {
            phase.failed(failure);
            return;
        }
        lane.completed();
        lane.latency(System.nanoTime() - due);
        n++;
        next();
    }
}
