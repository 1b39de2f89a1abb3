package dev.plinth.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeClosedException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

class SenderOnCoreTest {

    private final ScheduledExecutorService core =
            Executors.newSingleThreadScheduledExecutor(task -> thread("core", task));
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> thread("own", task));
    private final AsyncRuntime runtime = (AsyncRuntime) Proxy.newProxyInstance(
            SenderOnCoreTest.class.getClassLoader(), new Class<?>[] {AsyncRuntime.class}, (self, method, args) -> {
                try {
                    if (method.getName().equals("execute")) {
                        core.execute((Runnable) args[1]);
                        return null;
                    }
                    Duration delay = (Duration) args[1];
                    ScheduledFuture<?> timer = core.schedule((Runnable) args[2], delay.toNanos(), TimeUnit.NANOSECONDS);
                    return (Disposable) () -> timer.cancel(false);
                } catch (RejectedExecutionException e) {
                    throw new RuntimeClosedException("closed");
                }
            });
    private final List<String> turns = new CopyOnWriteArrayList<>();
    private final AtomicInteger returned = new AtomicInteger();
    private volatile boolean steady = true;
    private volatile long timeout = 60_000;
    private volatile boolean full;
    private Duration longestFull = Duration.ofMinutes(1);
    private volatile boolean ending;
    private volatile boolean more;
    private volatile RuntimeException failure;
    /** What a turn does besides. */
    private volatile Runnable meanwhile = () -> {};
    /** What it does when it has polled. */
    private volatile Runnable afterPoll = () -> {};

    private volatile boolean polls = true;
    private volatile int inFlight;

    private volatile SenderOnCore lender;

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @AfterEach
    void stop() {
        steady = false;
        threads.shutdownNow();
        core.shutdownNow();
    }

    /** With the methods that a sender's own loop has on its stack. */
    private final class Loop implements SenderTurns {

        void run() {
            runOnce();
        }

        @Override
        public void runOnce() {
            if (lender.isRunning()) {
                turns.add(Thread.currentThread().getName());
                if (failure != null) {
                    throw failure;
                }
                meanwhile.run();
                if (polls) {
                    lender.polled(timeout, more);
                    afterPoll.run();
                }
            } else {
                new Client().poll();
            }
        }

        @Override
        public void receive() {
            turns.add("received");
            lender.polled(0, true);
        }

        @Override
        public boolean isSteady() {
            return steady;
        }

        @Override
        public boolean isFull() {
            return full;
        }

        @Override
        public int inFlight() {
            return inFlight;
        }

        @Override
        public boolean isEnding() {
            return ending;
        }
    }

    private final class Client {
        void poll() {
            new Selecting().poll();
        }
    }

    private final class Selecting {
        void poll() {
            if (lender.mayLend()) {
                lender.lend();
                returned.incrementAndGet();
            }
        }
    }

    private void lend() {
        Loop loop = new Loop();
        lender = new SenderOnCore(runtime, 0, loop, longestFull);
        threads.execute(loop::run);
        Awaitility.await().until(() -> !turns.isEmpty());
    }

    private void awaitReturn() {
        Awaitility.await().until(() -> returned.get() == 1);
        assertThat(lender.isLent()).isFalse();
    }

    @Test
    void theCoreTakesATurnForEachWake() {
        lend();
        assertThat(lender.isLent()).isTrue();
        for (int i = 2; i < 20; i++) {
            int expected = i;
            lender.wakeup();
            Awaitility.await().until(() -> turns.size() == expected);
        }
        assertThat(turns).containsOnly("core");
        assertThat(returned).hasValue(0);
    }

    @Test
    void itTakesAnotherWhenItsTimeHasCome() {
        timeout = 5;
        lend();
        Awaitility.await().until(() -> turns.size() > 3);
        assertThat(turns).containsOnly("core");
    }

    /** A turn that nobody asked for costs as much as one that sends. */
    @Test
    void howeverManyWakesDuringATurnAreOneMore() throws Exception {
        lend();
        meanwhile = () -> {
            meanwhile = () -> {};
            lender.wakeup();
            lender.wakeup();
            lender.arrived();
        };
        lender.wakeup();
        Awaitility.await().until(() -> turns.size() == 4);
        core.submit(() -> {}).get(); // what else was left to it comes before this
        core.submit(() -> {}).get();
        assertThat(turns).containsExactly("core", "core", "received", "core");
    }

    @Test
    void whatHasArrivedIsTakenBeforeMoreIsSent() {
        lend();
        lender.arrived();
        Awaitility.await().until(() -> turns.size() == 3);
        assertThat(turns).containsExactly("core", "received", "core");
    }

    @Test
    void itGoesOnWhileThereIsMore() {
        lend();
        more = true;
        lender.wakeup();
        Awaitility.await().until(() -> turns.size() > 20);
        more = false;
        assertThat(lender.isLent()).isTrue();
    }

    /** The answer makes a turn; a wake-up before it could send nothing. */
    @Test
    void whileNoBrokerTakesMoreAWakeUpIsNotHeard() throws Exception {
        full = true;
        lend();
        core.submit(() -> {}).get();
        lender.wakeup();
        core.submit(() -> {}).get();
        assertThat(turns).containsExactly("core");
        lender.arrived();
        Awaitility.await().until(() -> turns.size() == 3);
        end();
        awaitReturn();
    }

    /** kafka-clients greets a broker when it has polled: the next poll writes that, and no answer comes before. */
    @Test
    void whatIsToBeWrittenOnceItHasPolledMakesATurnThoughNoBrokerTakesMore() {
        full = true;
        afterPoll = () -> {
            inFlight = 1;
            afterPoll = () -> {};
        };
        lend();
        Awaitility.await().until(() -> turns.size() == 2);
        assertThat(lender.isLent()).isTrue();
    }

    @Test
    void aTurnThatDoesNotPollIsFollowedByAnother() {
        polls = false;
        lend();
        Awaitility.await().until(() -> turns.size() > 2);
        polls = true;
        assertThat(lender.isLent()).isTrue();
    }

    private void end() {
        steady = false;
        ending = true;
        lender.wakeup();
    }

    /** Callers that are ahead of the brokers wake with every record: the core would take turns without end. */
    @Test
    void aWakeUpDuringATurnThatEndsWithNoBrokerTakingMoreIsNotHeardEither() throws Exception {
        full = true;
        meanwhile = () -> lender.wakeup();
        lend();
        core.submit(() -> {}).get();
        core.submit(() -> {}).get();
        assertThat(turns).containsExactly("core");
        meanwhile = this::end;
        lender.arrived();
        awaitReturn();
        assertThat(turns).containsExactly("core", "received", "core");
    }

    @Test
    void whileNoBrokerTakesMoreItLooksAgainNowAndThen() {
        full = true;
        longestFull = Duration.ofMillis(5);
        lend();
        Awaitility.await().until(() -> turns.size() > 2);
        assertThat(turns).containsOnly("core");
    }

    @Test
    void theThreadHasItBackWhenItIsNoLongerSteady() {
        lend();
        steady = false;
        lender.wakeup();
        awaitReturn();
        assertThat(turns).hasSize(1);
    }

    @Test
    void theThreadHasItBackAfterAFailure() {
        lend();
        failure = new IllegalStateException("on purpose");
        lender.wakeup();
        awaitReturn();
    }

    @Test
    void theThreadHasItBackWhenTheRuntimeHasEnded() {
        lend();
        core.shutdown();
        lender.wakeup();
        awaitReturn();
    }

    @Test
    void theThreadHasItBackEvenIfTheRuntimeDroppedATurn() {
        lend();
        core.execute(core::shutdownNow); // before the turn, which is dropped
        lender.wakeup();
        awaitReturn();
    }

    @Test
    void whatIsInTheMiddleOfATurnIsNotLent() {
        Loop loop = new Loop();
        lender = new SenderOnCore(runtime, 0, loop);
        assertThat(
                        new Object() {
                            boolean poll() {
                                return lender.mayLend();
                            }
                        }.poll())
                .isFalse();
    }

    @Test
    void anInterruptionIsKept() throws Exception {
        Loop loop = new Loop();
        lender = new SenderOnCore(runtime, 0, loop);
        Thread own = thread("own", () -> {
            loop.run();
            if (Thread.currentThread().isInterrupted()) {
                turns.add("interrupted");
            }
        });
        own.start();
        Awaitility.await().until(() -> turns.size() == 1);
        own.interrupt();
        lender.wakeup();
        Awaitility.await().until(() -> turns.size() == 2);
        steady = false;
        lender.wakeup();
        own.join(10_000);
        assertThat(turns).containsExactly("core", "core", "interrupted");
    }
}
