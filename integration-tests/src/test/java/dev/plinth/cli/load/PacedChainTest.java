package dev.plinth.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** An open loop: what a stall costs those who would have called meanwhile is counted. */
class PacedChainTest {

    private static final long SECOND = 1_000_000_000L;

    /** Answers at once. */
    private static final Line PROMPT = new Line() {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public Issuer issuer(String operation, Completion completion) {
            return n -> completion.done(null);
        }

        @Override
        public Caller caller(String operation) {
            return n -> {};
        }
    };

    @Test
    void operationsThatAreLateGoOutAtOnceAndTheirLatencyCountsFromWhenTheyWereDue() throws Exception {
        Phase phase = new Phase(1);
        phase.measure();
        Lane lane = new Lane(phase);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            // ten a second, and the server has stood still for a second
            Schedule schedule = new Schedule(System.nanoTime() - SECOND, 10, 0, 1);
            new PacedChain(PROMPT, "any", lane, phase, 0, schedule, timer).next();
            assertThat(lane.count()).isGreaterThanOrEqualTo(10);
        } finally {
            phase.stop();
            assertThat(phase.awaitEnd(10)).isZero();
            timer.shutdownNow();
            assertThat(timer.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }

        Histogram latencies = lane.latencies();
        assertThat(latencies.getMaxValue()).isGreaterThanOrEqualTo(SECOND);
        assertThat(latencies.getCountBetweenValues(SECOND / 2, Long.MAX_VALUE)).isGreaterThanOrEqualTo(5);
    }

    @Test
    void theTurnsOfCallersAreEvenlySpread() {
        Schedule first = new Schedule(0, 100, 0, 4);
        Schedule last = new Schedule(0, 100, 3, 4);

        assertThat(first.due()).isZero();
        assertThat(last.due()).isEqualTo(30_000_000);
        first.sent();
        assertThat(first.due()).isEqualTo(40_000_000);
    }
}
