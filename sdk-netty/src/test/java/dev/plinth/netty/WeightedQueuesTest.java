package dev.plinth.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.plinth.api.Latency;
import dev.plinth.api.Shares;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** By a clock that the tasks themselves move on. */
class WeightedQueuesTest {

    private static final long SLICE = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long TASK = TimeUnit.MICROSECONDS.toNanos(50);

    private long now = 1;
    private long tightest;
    private final WeightedQueues queues = new WeightedQueues(() -> now, SLICE, () -> tightest);

    private QueueLine line(String name, Shares shares, Latency latency) {
        latency.within().ifPresent(within -> tightest = within.toNanos());
        return new QueueLine(queues, new QueueSettings(name, shares, latency));
    }

    private QueueLine line(String name, int shares) {
        return line(name, Shares.of(shares), Latency.notImportant());
    }

    /** Keeps a line full: each task takes {@code nanos} and is followed by another. */
    private AtomicInteger fill(QueueLine line, long nanos) {
        AtomicInteger done = new AtomicInteger();
        Runnable task = new Runnable() {
            @Override
            public void run() {
                now += nanos;
                done.incrementAndGet();
                line.add(this);
            }
        };
        line.add(task);
        line.add(task);
        return done;
    }

    private void runFor(long nanos) {
        long end = now + nanos;
        while (now - end < 0 && queues.hasTasks()) {
            queues.runSlice();
        }
    }

    @Test
    void timeIsDividedByShares() {
        AtomicInteger much = fill(line("much", 1000), TASK);
        AtomicInteger little = fill(line("little", 100), TASK);
        runFor(TimeUnit.SECONDS.toNanos(1));
        assertThat((double) much.get() / little.get()).isCloseTo(10, withPercentage(5));
    }

    @Test
    void itIsTimeThatCountsAndNotTasks() {
        AtomicInteger small = fill(line("small", 500), 1_000);
        AtomicInteger large = fill(line("large", 500), 80_000);
        runFor(TimeUnit.SECONDS.toNanos(1));
        assertThat((double) small.get() / large.get()).isCloseTo(80, withPercentage(5));
    }

    @Test
    void aSliceEndsInTimeForIo() {
        fill(line("full", 1000), TASK);
        runFor(TimeUnit.MILLISECONDS.toNanos(10));
        long before = now;
        queues.runSlice();
        assertThat(now - before).isBetween(SLICE, SLICE + TASK);
    }

    @Test
    void tasksThatBecomeLongKeepTheCoreForFewOfThem() {
        QueueLine line = line("changing", 1000);
        long[] nanos = {10};
        Runnable task = new Runnable() {
            @Override
            public void run() {
                now += nanos[0];
                line.add(this);
            }
        };
        line.add(task);
        runFor(TimeUnit.MILLISECONDS.toNanos(1));
        nanos[0] = TASK;
        long before = now;
        queues.runSlice();
        assertThat(now - before).isLessThanOrEqualTo(16 * TASK);
        before = now;
        queues.runSlice();
        assertThat(now - before).isLessThanOrEqualTo(SLICE + TASK);
    }

    @Test
    void whoeverWasIdleStartsLevel() {
        QueueLine late = line("late", 1000);
        AtomicInteger early = fill(line("early", 1000), TASK);
        runFor(TimeUnit.SECONDS.toNanos(1));
        early.set(0);
        AtomicInteger done = fill(late, TASK);
        runFor(TimeUnit.MILLISECONDS.toNanos(100));
        assertThat((double) early.get() / done.get()).isCloseTo(1, withPercentage(5));
    }

    @Test
    void anEmptyLineLeavesTheSliceToTheNext() {
        List<String> order = new ArrayList<>();
        line("one", 1).add(() -> order.add("one"));
        line("two", 1).add(() -> order.add("two"));
        queues.runSlice();
        assertThat(order).containsExactly("one", "two");
        assertThat(queues.hasTasks()).isFalse();
    }

    @Test
    void aLineThatMattersIsServedInTimeThoughItsSharesAreUsedUp() {
        fill(line("full", 10_000), TASK);
        QueueLine matters = line("matters", Shares.of(1), Latency.matters(Duration.ofMillis(1)));
        now += 1;
        List<Long> waits = new ArrayList<>();
        long[] given = {0};
        Runnable heavy = () -> {
            waits.add(now - given[0]);
            now += TASK;
        };
        for (int i = 0; i < 50; i++) {
            given[0] = now;
            matters.add(heavy);
            int before = waits.size();
            while (waits.size() == before) {
                queues.runSlice();
            }
        }
        assertThat(waits).allSatisfy(wait -> assertThat(wait).isLessThan(TimeUnit.MILLISECONDS.toNanos(1)));
    }

    @Test
    void aLineThatMattersDoesNotTakeTheCoreOver() {
        AtomicInteger full = fill(line("full", 1000), TASK);
        AtomicInteger matters = fill(line("matters", Shares.of(1), Latency.matters(Duration.ofMillis(1))), TASK);
        runFor(TimeUnit.SECONDS.toNanos(1));
        assertThat((double) matters.get() / (full.get() + matters.get())).isLessThan(0.25);
    }

    @Test
    void theTightestLatencyBoundsTheSlice() {
        fill(line("full", 1000), 1_000);
        line("matters", Shares.of(1), Latency.matters(Duration.ofNanos(40_000)));
        runFor(TimeUnit.MILLISECONDS.toNanos(1));
        long before = now;
        queues.runSlice();
        assertThat(now - before).isBetween(20_000L, 20_000L + 16_000L);
    }

    @Test
    void sharesThatChangeAreAskedForAgain() {
        AtomicInteger shares = new AtomicInteger(1000);
        QueueLine changing =
                line("changing", Shares.changing(Duration.ofMillis(1), shares::get), Latency.notImportant());
        AtomicInteger first = fill(changing, TASK);
        AtomicInteger second = fill(line("fixed", 1000), TASK);
        runFor(TimeUnit.SECONDS.toNanos(1));
        assertThat((double) first.get() / second.get()).isCloseTo(1, withPercentage(5));
        shares.set(4000);
        runFor(TimeUnit.MILLISECONDS.toNanos(10));
        first.set(0);
        second.set(0);
        runFor(TimeUnit.SECONDS.toNanos(1));
        assertThat((double) first.get() / second.get()).isCloseTo(4, withPercentage(5));
    }

    @Test
    void sharesThatFailStayWhatTheyWere() {
        boolean[] fail = {false};
        QueueLine failing = line(
                "failing",
                Shares.changing(Duration.ofMillis(1), () -> {
                    if (fail[0]) {
                        throw new IllegalStateException("no shares, on purpose");
                    }
                    return 500;
                }),
                Latency.notImportant());
        AtomicInteger half = fill(failing, TASK);
        AtomicInteger whole = fill(line("fixed", 1000), TASK);
        runFor(TimeUnit.MILLISECONDS.toNanos(100));
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(QueueSettings.class);
        logger.addAppender(log);
        try {
            for (int i = 0; i < 2; i++) {
                fail[0] = true;
                runFor(TimeUnit.MILLISECONDS.toNanos(200));
                assertThat(failing.shares()).isEqualTo(500);
                fail[0] = false;
                runFor(TimeUnit.MILLISECONDS.toNanos(200));
            }
        } finally {
            logger.detachAppender(log);
        }
        assertThat((double) whole.get() / half.get()).isCloseTo(2, withPercentage(5));
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "Queue 'failing' keeps its 500 shares while their supplier fails as it does now",
                        "Queue 'failing' has 500 shares: their supplier answers again",
                        "Queue 'failing' keeps its 500 shares while their supplier fails as it does now",
                        "Queue 'failing' has 500 shares: their supplier answers again");
    }

    @Test
    void sharesThatFailFromTheBeginningAreTheDefault() {
        QueueLine failing = line(
                "failing",
                Shares.changing(Duration.ofMillis(1), () -> {
                    throw new IllegalStateException("no shares, on purpose");
                }),
                Latency.notImportant());
        AtomicInteger first = fill(failing, TASK);
        AtomicInteger second = fill(line("fixed", Shares.DEFAULT.now()), TASK);
        runFor(TimeUnit.MILLISECONDS.toNanos(100));
        assertThat((double) first.get() / second.get()).isCloseTo(1, withPercentage(5));
        assertThat(failing.shares()).isEqualTo(Shares.DEFAULT.now());
    }

    @Test
    void whatTheSystemTookFromTheCoreIsChargedInPartOnly() {
        QueueLine unlucky = line("unlucky", 1000);
        unlucky.add(() -> now += TimeUnit.SECONDS.toNanos(10));
        queues.runSlice();
        AtomicInteger done = fill(unlucky, TASK);
        AtomicInteger other = fill(line("other", 1000), TASK);
        runFor(TimeUnit.SECONDS.toNanos(1));
        assertThat((double) other.get() / done.get()).isCloseTo(1, withPercentage(5));
        assertThat(unlucky.runNanos().get()).isGreaterThan(TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void aTaskThatThrowsIsFollowedByTheNext() {
        List<String> order = new ArrayList<>();
        QueueLine line = line("throwing", 1000);
        line.add(() -> {
            throw new AssertionError("thrown by a task, on purpose");
        });
        line.add(() -> order.add("next"));
        queues.runSlice();
        assertThat(order).containsExactly("next");
        assertThat(line.tasksRun().get()).isEqualTo(2);
    }

    @Test
    void aTaskIsToldWhenItsSliceIsUsedUp() {
        List<Boolean> told = new ArrayList<>();
        line("asking", 1000).add(() -> {
            told.add(queues.needsPreempt());
            now += SLICE;
            told.add(queues.needsPreempt());
        });
        queues.runSlice();
        assertThat(told).containsExactly(false, true);
    }

    @Test
    void aCallbackOfIoHasASliceFromWhenItFirstAsks() {
        queues.leaveSlice();
        now += TimeUnit.SECONDS.toNanos(1);
        assertThat(queues.needsPreempt()).isFalse();
        now += SLICE - 1;
        assertThat(queues.needsPreempt()).isFalse();
        now += 1;
        assertThat(queues.needsPreempt()).isTrue();
    }

    @Test
    void aTaskIsToldWhenSomethingIsDueThatMatters() {
        QueueLine matters = line("matters", Shares.of(1), Latency.matters(Duration.ofNanos(60_000)));
        List<Boolean> told = new ArrayList<>();
        line("asking", 1000).add(() -> {
            matters.add(() -> told.add(queues.needsPreempt())); // not because of itself
            told.add(queues.needsPreempt());
            now += 31_000;
            told.add(queues.needsPreempt());
        });
        queues.runSlice();
        queues.runSlice();
        assertThat(told).containsExactly(false, true, false);
    }
}
