package dev.plinth.nats;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Whoever asks for a turn of the core has what it put in before seen; the result is what the core has seen in the end. */
final class TurnStress {

    private TurnStress() {}

    /** As a turn that has something to do. */
    private static void takeTime() {
        for (int i = 0; i < 20; i++) {
            Thread.onSpinWait();
        }
    }

    /** A turn is due while a thread puts something in and asks for one. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "seen")
    @Outcome(expect = Expect.FORBIDDEN, desc = "left lying there")
    @State
    public static class AskedWhileOneRuns {

        private final AtomicInteger due = new AtomicInteger();
        private final Turn turn = new Turn(task -> due.incrementAndGet(), this::look);
        private volatile int put; // as the queues are that it looks into
        private int seen;

        /** One is due. */
        public AskedWhileOneRuns() {
            turn.request();
        }

        private void look() {
            seen = put;
            takeTime();
        }

        /** A thread. */
        @Actor
        public void put() {
            put = 1;
            turn.request();
        }

        /** The core. */
        @Actor
        public void run() {
            turn.run();
        }

        /** The core, afterwards, if another one is due. */
        @Arbiter
        public void runAgain(I_Result result) {
            if (due.get() > 1) {
                turn.run();
            }
            result.r1 = seen;
        }
    }

    /** Broken twin: a turn counts as due until it has ended. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "seen")
    @Outcome(expect = Expect.FORBIDDEN, desc = "left lying there")
    @State
    public static class TwinDueUntilItsEnd {

        private final AtomicInteger due = new AtomicInteger(1);
        private volatile boolean requested = true;
        private volatile int put; // as the queues are that it looks into
        private int seen;

        /** A thread. */
        @Actor
        public void put() {
            put = 1;
            if (!requested) {
                requested = true;
                due.incrementAndGet();
            }
        }

        /** The core. */
        @Actor
        public void run() {
            seen = put;
            takeTime();
            requested = false;
        }

        /** The core, afterwards, if another one is due. */
        @Arbiter
        public void runAgain(I_Result result) {
            if (due.get() > 1) {
                run();
            }
            result.r1 = seen;
        }
    }
}
