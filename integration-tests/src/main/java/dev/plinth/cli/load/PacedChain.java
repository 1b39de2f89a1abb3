package dev.plinth.cli.load;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A caller of an open loop: sends each command when it is due, or as soon as it can after that. */
final class PacedChain extends OneInFlight {

    private final Line line;
    private final Schedule schedule;
    private final ScheduledExecutorService timer;
    private long due;

    PacedChain(
            Line line,
            String operation,
            Lane lane,
            Phase phase,
            int first,
            Schedule schedule,
            ScheduledExecutorService timer) {
        super(line, operation, lane, phase, first);
        this.line = line;
        this.schedule = schedule;
        this.timer = timer;
    }

    @Override
    void next() {
        if (phase().isStopping()) { // while it was not due
            phase().ended();
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
        send();
    }

    @Override
    void completed(Lane lane) {
        lane.latency(System.nanoTime() - due);
    }
}
