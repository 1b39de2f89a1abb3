package dev.plinth.it.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.CoreStats;
import dev.plinth.api.RuntimeConfig;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tasks handed to a core that is falling asleep, one at a time: a wake-up that is lost leaves its task where it is for
 * ever, since no later one wakes the core. Between two of them there is a random gap, chosen so that many come at
 * just that moment. Most of the time goes by until a core has woken up, so several are at it at once, none of which
 * ever wakes another one. CONTRIBUTING.md has the form with ten million.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS) // a hand-off that is stuck ends it much sooner
class HandOffsTest {

    private static final int TIMES = Integer.getInteger("plinth.it.hand-offs", 20_000);
    private static final int TARGETS = 4;
    /** Two cores each, of which one is awake: more than there are CPUs for would keep each other from waking up. */
    private static final int PAIRS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private static AsyncRuntime start(String backend, int cores) {
        return AsyncRuntime.create(
                RuntimeConfig.builder().backend(backend).cores(cores).build());
    }

    /**
     * How long a core stays awake after it has handed over: about as long as it takes until it is handed something
     * itself, so that this mostly comes when the core is just falling asleep. Now and then there is a long gap.
     */
    private static final class Gaps {

        private static final int LONGEST_NANOS = 100_000;
        private static final int LONG_NANOS = 60_000;
        private static final int LONG_ONE_IN = 32;
        private static final int LEAST_NANOS = 200;
        private static final int WEIGHT = 8;

        private final SplittableRandom random;
        private int usual;

        Gaps(int seed) {
            this.random = new SplittableRandom(seed);
        }

        /** It took so long this time. */
        void took(long nanos) {
            usual += ((int) Math.min(nanos, LONGEST_NANOS) - usual) / WEIGHT;
        }

        int stay() {
            return random.nextInt(2 * usual + LEAST_NANOS);
        }

        /** Mostly none. */
        int pause() {
            return random.nextInt(LONG_ONE_IN) == 0 ? random.nextInt(LONG_NANOS) : 0;
        }

        static void spin(int nanos) {
            long until = System.nanoTime() + nanos;
            while (System.nanoTime() - until < 0) {
                // no onSpinWait: the blocking detector takes it for blocking
            }
        }
    }

    /** How long a hand-off may take. The time during which the whole process stood still does not count. */
    private static final class Patience {

        private static final long NANOS = TimeUnit.SECONDS.toNanos(20);
        private static final long MOST_AT_ONCE = TimeUnit.MILLISECONDS.toNanos(100);

        private long left;
        private long last;

        void begin(long now) {
            left = NANOS;
            last = now;
        }

        boolean isOver(long now) {
            left -= Math.min(now - last, MOST_AT_ONCE);
            last = now;
            return left < 0;
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plinth.it.redis.Backends#expected")
    void fromAForeignThreadToACoreNoneIsLost(String backend) {
        try (AsyncRuntime runtime = start(backend, TARGETS)) {
            Target[] targets = IntStream.range(0, TARGETS)
                    .mapToObj(core -> new Target(runtime, core, TIMES / TARGETS))
                    .toArray(Target[]::new);
            // without sleeping, so that it is the cores that do; but it gives its CPU away to a core that has none
            for (int idle = 1, left = TARGETS; left > 0; idle++) {
                left = 0;
                for (Target target : targets) {
                    if (target.handOff(System.nanoTime())) {
                        idle = 0;
                    }
                    left += target.isDone() ? 0 : 1;
                }
                if (idle > 0 && idle % Target.LOOKS == 0) {
                    Thread.yield();
                }
            }
            assertThatTheyWereFallingAsleep(runtime);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plinth.it.redis.Backends#expected")
    void fromCoreToCoreNoneIsLost(String backend) throws InterruptedException {
        try (AsyncRuntime runtime = start(backend, 2 * PAIRS)) {
            Ball[] balls = IntStream.range(0, PAIRS)
                    .mapToObj(pair -> new Ball(runtime, 2 * pair, TIMES / PAIRS))
                    .toArray(Ball[]::new);
            for (Ball ball : balls) {
                runtime.execute(ball.to, ball);
            }
            for (Ball ball : balls) {
                ball.watch();
                assertThat(ball.onWrongCore).isZero();
            }
            assertThatTheyWereFallingAsleep(runtime);
        }
    }

    /** Some hand-offs met a core that slept, and some one that did not: the moment between is what this is about. */
    private static void assertThatTheyWereFallingAsleep(AsyncRuntime runtime) {
        long sleeps =
                runtime.stats().cores().stream().mapToLong(CoreStats::sleeps).sum();
        long woken = runtime.stats().cores().stream()
                .mapToLong(CoreStats::wakeupsSent)
                .sum();
        assertThat(sleeps).as("sleeps").isGreaterThan(TIMES / 100);
        assertThat(woken).as("wake-ups").isBetween(TIMES / 100L, TIMES - TIMES / 100L);
    }

    private static AssertionError stuck(String what, AsyncRuntime runtime) {
        return new AssertionError(what + " has not arrived after " + TimeUnit.NANOSECONDS.toSeconds(Patience.NANOS)
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

    /** A core that one task is handed to after the other, each when the one before has arrived. */
    private static final class Target implements Runnable {

        private static final int LOOKS = 500;

        private final AsyncRuntime runtime;
        private final int core;
        private final int times;
        private final Gaps stays;
        private final Gaps pauses;
        private final Patience patience = new Patience();
        private int sent;
        private long notBefore = System.nanoTime();
        private long sentAt = notBefore;
        private long arrivedAt = notBefore;
        private volatile int arrived;

        Target(AsyncRuntime runtime, int core, int times) {
            this.runtime = runtime;
            this.core = core;
            this.times = times;
            this.stays = new Gaps(core);
            this.pauses = new Gaps(core + TARGETS);
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField") // the core alone writes it
        public void run() {
            stays.took(sentAt - arrivedAt);
            arrivedAt = System.nanoTime();
            arrived++;
            Gaps.spin(stays.stay());
        }

        boolean isDone() {
            return arrived == times;
        }

        /** Hands the next one over, if its time has come. */
        boolean handOff(long now) {
            if (arrived != sent) {
                if (patience.isOver(now)) {
                    throw stuck("hand-off " + sent + " to core " + core, runtime);
                }
                return false;
            }
            if (sent == times || now - notBefore < 0) {
                return false;
            }
            patience.begin(now);
            sentAt = now;
            notBefore = now + pauses.pause();
            sent++;
            runtime.execute(core, this);
            return true;
        }
    }

    /** Goes to and fro between two cores. */
    private static final class Ball implements Runnable {

        private static final int LOOK_MILLIS = 20;

        private final AsyncRuntime runtime;
        private final int first;
        private final int times;
        private final Gaps gaps;
        private long thrownAt = System.nanoTime();
        private volatile int to;
        private volatile int flights;
        private volatile int onWrongCore;

        Ball(AsyncRuntime runtime, int first, int times) {
            this.runtime = runtime;
            this.first = first;
            this.times = times;
            this.gaps = new Gaps(first);
            this.to = first;
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField") // one core has it at a time
        public void run() {
            if (runtime.currentCore() != to) {
                onWrongCore++;
            }
            if (++flights < times) {
                gaps.took(System.nanoTime() - thrownAt);
                Gaps.spin(gaps.pause());
                int stay = gaps.stay();
                thrownAt = System.nanoTime();
                to = 2 * first + 1 - to;
                runtime.execute(to, this);
                Gaps.spin(stay); // the ball is the other core's now
            }
        }

        /** Until it has come to rest. */
        void watch() throws InterruptedException {
            Patience patience = new Patience();
            long seen = -1;
            while (flights < times) {
                Thread.sleep(LOOK_MILLIS); // it looks on; the hand-offs do not wait for it
                if (flights != seen) {
                    seen = flights;
                    patience.begin(System.nanoTime());
                } else if (patience.isOver(System.nanoTime())) {
                    throw stuck("hand-off " + (seen + 1) + " to core " + to, runtime);
                }
            }
        }
    }
}
