package dev.plinth.db;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A row that waits for demand, and demand that comes just then: one of the two sees the other. */
final class DemandStress {

    private DemandStress() {}

    /** The results are whether the loop hands its row on, and whether the subscriber tells the loop. */
    @JCStressTest
    @Outcome(
            id = {"true, false", "true, true", "false, true"},
            expect = Expect.ACCEPTABLE,
            desc = "the row goes on now, or when the loop is told")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the row waits for good")
    @State
    public static class RowAndRequest {

        private final Demand demand = new Demand() {};

        /** The loop. */
        @Actor
        public void row(ZZ_Result result) {
            result.r1 = demand.takesOneMore();
        }

        /** The subscriber. */
        @Actor
        public void request(ZZ_Result result) {
            result.r2 = demand.add(1);
        }
    }

    /** Broken twin: the loop looks once, and then says that it waits. */
    @JCStressTest
    @Outcome(
            id = {"true, false", "true, true", "false, true"},
            expect = Expect.ACCEPTABLE,
            desc = "the row goes on now, or when the loop is told")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the row waits for good")
    @State
    public static class TwinLooksOnce {

        private volatile long requested;
        private volatile boolean starved;

        /** The loop. */
        @Actor
        public void row(ZZ_Result result) {
            if (requested > 0) {
                result.r1 = true;
            } else {
                starved = true;
            }
        }

        /** The subscriber. */
        @Actor
        public void request(ZZ_Result result) {
            requested = 1;
            result.r2 = starved;
        }
    }
}
