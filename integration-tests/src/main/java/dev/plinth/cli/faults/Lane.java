package dev.plinth.cli.faults;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;

/** One contestant under one workload in one round: a client, and a thread that begins an operation every few milliseconds. */
final class Lane implements AutoCloseable {

    static final long PACE_NANOS = 5_000_000;
    private static final int MOST_WAITING = 128;

    private final Contestant contestant;
    private final Workload workload;
    private final String place;
    private final Subject subject;
    private final Tally tally = new Tally();
    private final Thread load;
    private volatile boolean enough;

    Lane(Contestant contestant, Workload workload, String place, Subject subject) {
        this.contestant = contestant;
        this.workload = workload;
        this.place = place;
        this.subject = subject;
        this.load = new Thread(this::load, "faults-" + place);
        load.setDaemon(true);
        load.start();
    }

    private void load() {
        while (!enough) {
            if (tally.waiting() < MOST_WAITING) {
                begin(tally.next());
            }
            LockSupport.parkNanos(PACE_NANOS);
        }
    }

    private void begin(String text) {
        CompletionStage<String> sent;
        try {
            sent = subject.send(text);
        } catch (Exception e) {
            tally.ended(text, null, e);
            return;
        }
        sent.whenComplete((answer, error) -> tally.ended(text, answer, error));
    }

    boolean is(Contestant who, Workload what) {
        return contestant.equals(who) && workload.equals(what);
    }

    Workload workload() {
        return workload;
    }

    String place() {
        return place;
    }

    Tally tally() {
        return tally;
    }

    /** Begins no more operations. */
    void stop() {
        enough = true;
        tally.loadEnds();
    }

    @Override
    public void close() {
        enough = true;
        subject.close();
    }
}
