package dev.plinth.it.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tasks handed to a core that is falling asleep, one at a time with a random gap between: a wake-up that is lost leaves
 * its task where it is for ever, since no later one wakes the core. CONTRIBUTING.md has the form with ten million.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS) // a hand-off that is stuck ends it much sooner
class HandOffsTest {

    private static final int TIMES = Integer.getInteger("plinth.it.hand-offs", 20_000);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int LONG_GAP_NANOS = 60_000;
    private static final int SHORT_GAP_NANOS = 6_000;

    private static AsyncRuntime start(String backend, int cores) {
        return AsyncRuntime.create(
                RuntimeConfig.builder().backend(backend).cores(cores).build());
    }

    /** Half of them so short that the core is just falling asleep, half longer than it takes. */
    private static int gap(SplittableRandom random) {
        return random.nextInt(random.nextBoolean() ? SHORT_GAP_NANOS : LONG_GAP_NANOS);
    }

    private static void spin(long nanos) {
        long until = System.nanoTime() + nanos;
        while (System.nanoTime() - until < 0) {
            // no onSpinWait: the blocking detector takes it for blocking
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plinth.it.redis.Backends#expected")
    void fromAForeignThreadToACoreNoneIsLost(String backend) {
        try (AsyncRuntime runtime = start(backend, 1)) {
            SplittableRandom random = new SplittableRandom(backend.hashCode());
            Arrival arrival = new Arrival();
            for (int i = 1; i <= TIMES; i++) {
                int number = i;
                runtime.execute(0, () -> arrival.last = number);
                arrival.await(number, runtime);
                spin(gap(random));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plinth.it.redis.Backends#expected")
    void fromCoreToCoreNoneIsLost(String backend) throws InterruptedException {
        try (AsyncRuntime runtime = start(backend, 2)) {
            Ball ball = new Ball(runtime);
            runtime.execute(0, ball);
            long seen = -1;
            long since = System.nanoTime();
            while (ball.flights < TIMES) {
                Thread.sleep(20); // it looks on; what is measured does not wait for it
                if (ball.flights != seen) {
                    seen = ball.flights;
                    since = System.nanoTime();
                } else if (System.nanoTime() - since > STUCK_NANOS) {
                    throw stuck("hand-off " + (seen + 1) + " from core " + ball.from + " to core " + ball.to, runtime);
                }
            }
            assertThat(ball.onWrongCore).isZero();
        }
    }

    private static AssertionError stuck(String what, AsyncRuntime runtime) {
        return new AssertionError(what + " has not arrived after " + TimeUnit.NANOSECONDS.toSeconds(STUCK_NANOS)
                + " s on " + runtime.info().backend() + "; the threads:\n" + threads());
    }

    private static String threads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("plinth"))
                .map(HandOffsTest::thread)
                .collect(Collectors.joining("\n"));
    }

    private static String thread(Map.Entry<Thread, StackTraceElement[]> thread) {
        StringBuilder text = new StringBuilder(
                thread.getKey().getName() + " " + thread.getKey().getState());
        for (StackTraceElement element : thread.getValue()) {
            text.append("\n    at ").append(element);
        }
        return text.toString();
    }

    /** Where the core says what has arrived. */
    private static final class Arrival {

        private static final int LOOKS = 2_000;

        private volatile int last;

        /** Without sleeping, so that it is the core that does; but it gives its CPU away to a core that has none. */
        void await(int number, AsyncRuntime runtime) {
            long begun = System.nanoTime();
            for (int looks = 1; last != number; looks++) {
                if (looks % LOOKS == 0) {
                    Thread.yield();
                    if (System.nanoTime() - begun > STUCK_NANOS) {
                        throw stuck("hand-off " + number, runtime);
                    }
                }
            }
        }
    }

    /** Goes from core to core, and stays on each for a moment: the other one falls asleep meanwhile. */
    private static final class Ball implements Runnable {

        private final AsyncRuntime runtime;
        private final SplittableRandom random = new SplittableRandom(7);
        private volatile int from;
        private volatile int to;
        private volatile int flights;
        private volatile int onWrongCore;

        Ball(AsyncRuntime runtime) {
            this.runtime = runtime;
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField") // one core has it at a time
        public void run() {
            if (runtime.currentCore() != to) {
                onWrongCore++;
            }
            if (++flights < TIMES) {
                spin(gap(random));
                from = to;
                to = 1 - from;
                runtime.execute(to, this);
            }
        }
    }
}
