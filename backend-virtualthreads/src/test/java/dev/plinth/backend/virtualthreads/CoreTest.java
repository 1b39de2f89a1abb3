package dev.plinth.backend.virtualthreads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** How a core is woken, and how it ends: what the conformance kit cannot see. */
class CoreTest {

    private static final int MANY = 10_000;

    private final Core core = new Core(0, new Threads(), new Queues(), 100_000);

    @AfterEach
    void end() throws InterruptedException {
        core.end();
        core.thread().join();
    }

    @Test
    void aCoreThatRunsIsNotWoken() throws InterruptedException {
        core.start(() -> {});
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        core.submit(() -> {
            running.countDown();
            awaitOn(goOn);
        });
        running.await();
        long before = core.wakeUps();
        CountDownLatch all = new CountDownLatch(MANY);
        for (int i = 0; i < MANY; i++) {
            core.submit(all::countDown);
        }
        assertThat(core.wakeUps()).isEqualTo(before);
        goOn.countDown();
        all.await();
    }

    @Test
    void noWakeUpIsLost() throws InterruptedException {
        core.start(() -> {});
        List<Thread> producers = new ArrayList<>();
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            producers.add(Thread.ofPlatform().start(() -> {
                Semaphore done = new Semaphore(0);
                for (int n = 0; n < MANY; n++) {
                    core.submit(() -> {
                        ran.incrementAndGet();
                        done.release();
                    });
                    done.acquireUninterruptibly(); // so that the core goes to sleep again and again
                }
            }));
        }
        for (Thread producer : producers) {
            producer.join();
        }
        assertThat(ran).hasValue(3 * MANY);
    }

    @Test
    void whoHasMuchToDoLetsOthersIn() throws InterruptedException {
        core.start(() -> {});
        CountDownLatch stop = new CountDownLatch(1);
        Runnable endless = new Runnable() {
            @Override
            public void run() {
                if (stop.getCount() > 0) {
                    core.inNextTurn(this);
                }
            }
        };
        core.submit(endless);
        CountDownLatch timer = new CountDownLatch(1);
        core.submit(new TimedTask(core, System.nanoTime(), timer::countDown, null));
        timer.await();
        core.submit(stop::countDown);
        stop.await();
    }

    @Test
    void noTimerIsLost() throws InterruptedException {
        core.start(() -> {});
        CountDownLatch left = new CountDownLatch(300);
        // one after the other, due at about the time at which the core falls asleep
        Runnable next = new Runnable() {
            @Override
            public void run() {
                left.countDown();
                long nanos = left.getCount() % 30 * 20_000;
                if (left.getCount() > 0) {
                    new TimedTask(core, System.nanoTime() + nanos, this, null).run();
                }
            }
        };
        core.submit(next);
        left.await();
    }

    @RepeatedTest(50)
    void aTaskIsRunOrRefusedAndNeverBoth() throws InterruptedException {
        core.start(() -> {});
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(2);
        List<Thread> producers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            producers.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < MANY; n++) {
                    if (n == 100) {
                        begun.countDown();
                    }
                    // a new object each time: it is told apart by its identity
                    Runnable task = new Runnable() {
                        @Override
                        public void run() {
                            ran.incrementAndGet();
                        }
                    };
                    if (core.submit(task)) {
                        accepted.incrementAndGet();
                    }
                }
            }));
        }
        begun.await();
        core.end();
        for (Thread producer : producers) {
            producer.join();
        }
        core.thread().join();
        assertThat(ran.get()).isEqualTo(accepted.get());
    }

    private static void awaitOn(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
