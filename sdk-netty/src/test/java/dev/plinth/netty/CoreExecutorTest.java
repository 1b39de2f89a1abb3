package dev.plinth.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.RuntimeClosedException;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.nio.NioIoHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cores by themselves, on NIO. */
class CoreExecutorTest {

    private static final String PREFIX = "core-executor-test-";

    private CoreLoops loops;

    private void start(long spinNanos, IoHandlerFactory handlers) {
        loops = CoreLoops.start(new CoreSetup(
                2, PREFIX, handlers, CorePlacement.UNPINNED, spinNanos, 100_000, new TaskQueues(), false, () -> {}));
    }

    private void start(long spinNanos) {
        start(spinNanos, NioIoHandler.newFactory());
    }

    private CoreExecutor core(int index) {
        return loops.executors().get(index);
    }

    private boolean stop() {
        return loops.stop(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
    }

    @AfterEach
    void end() {
        if (loops != null) {
            stop();
        }
    }

    @Test
    void whatWasTakenRunsBeforeTheEndAndNothingIsTakenAfterwards() {
        start(0);
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            core(0).execute(() -> core(1).execute(ran::incrementAndGet));
        }
        CountDownLatch sent = new CountDownLatch(1);
        core(0).execute(sent::countDown);
        await().until(() -> sent.getCount() == 0);
        assertThat(stop()).isTrue();
        assertThat(ran).hasValue(10_000);
        assertThatThrownBy(() -> core(1).execute(ran::incrementAndGet)).isInstanceOf(RuntimeClosedException.class);
        assertThat(core(0).isRunning()).isFalse();
        assertThat(loops.isTerminated()).isTrue();
    }

    @Test
    void aTaskIsRunOrRefusedHoweverItMeetsTheEnd() throws InterruptedException {
        start(0);
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(2);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(new Thread(() -> {
                try {
                    while (true) {
                        core(0).execute(ran::incrementAndGet);
                        taken.incrementAndGet();
                        begun.countDown();
                    }
                } catch (RuntimeClosedException e) {
                    // the end
                }
            }));
        }
        threads.forEach(Thread::start);
        begun.await();
        assertThat(stop()).isTrue();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ran).hasValue(taken.get());
    }

    @Test
    void aLibraryThatShutsALoopDownEndsThatCoreAndDoesNotMakeItSpin() {
        start(0);
        AtomicBoolean ran = new AtomicBoolean();
        core(0).execute(() -> ran.set(true));
        await().untilTrue(ran);
        core(0).loop().shutdownGracefully(0, 1, TimeUnit.SECONDS);
        await().until(() -> !core(0).isRunning());
        assertThatThrownBy(() -> core(0).execute(() -> {})).isInstanceOf(RuntimeClosedException.class);
        assertThat(core(1).isRunning()).isTrue();
    }

    @Test
    void theGroupIsNotShutDownByLibraries() {
        start(0);
        loops.shutdownGracefully();
        assertThat(loops.isShuttingDown()).isFalse();
        assertThat(loops.isIoType(NioIoHandler.class)).isTrue();
    }

    @Test
    void anIdleCoreSleepsWhetherItSpinsFirstOrNot() {
        for (long spin : new long[] {0, 50_000}) {
            start(spin);
            AtomicInteger ran = new AtomicInteger();
            core(0).loop().schedule(ran::incrementAndGet, 1, TimeUnit.DAYS);
            core(0).loop().schedule(ran::incrementAndGet, 1, TimeUnit.DAYS).cancel(false);
            core(0).execute(ran::incrementAndGet);
            await().until(() -> ran.get() == 1 && core(0).isAsleep() && core(1).isAsleep());
            long progress = core(0).progress();
            await().pollDelay(200, TimeUnit.MILLISECONDS).until(() -> core(0).isAsleep());
            assertThat(core(0).progress()).isEqualTo(progress);
            stop();
        }
    }

    @Test
    void aSleepingCoreIsWokenOnceAndABusyOneNotAtAll() throws InterruptedException {
        start(0);
        await().until(() -> core(0).isAsleep());
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger ran = new AtomicInteger();
        core(0).execute(() -> {
            while (goOn.getCount() > 0) {
                Thread.onSpinWait();
            }
        });
        await().until(() -> core(0).runningTask() != null);
        long before = core(0).io().wakeups().get();
        for (int i = 0; i < 1_000; i++) {
            core(0).execute(ran::incrementAndGet);
            core(0).loop().execute(ran::incrementAndGet);
        }
        goOn.countDown();
        await().until(() -> ran.get() == 2_000);
        assertThat(core(0).io().wakeups().get() - before).isLessThan(10);
        assertThat(core(0).counts().wakeupsSaved(core(0).io())).isGreaterThan(1_900);
    }

    /** As some of Netty's users wait for I/O. */
    @Test
    void aTaskOfNettysThatGoesOnAndOnLetsOthersIn() {
        for (long spin : new long[] {0, 50_000}) {
            start(spin);
            AtomicBoolean goOn = new AtomicBoolean(true);
            AtomicInteger ran = new AtomicInteger();
            core(0).loop().execute(new Runnable() {
                @Override
                public void run() {
                    if (goOn.get()) {
                        core(0).loop().execute(this);
                    }
                }
            });
            long polls = core(0).io().polls().get();
            core(0).loop().schedule(ran::incrementAndGet, 1, TimeUnit.MILLISECONDS);
            core(0).execute(ran::incrementAndGet);
            await().until(() -> ran.get() == 2 && core(0).io().polls().get() > polls + 10);
            assertThat(core(0).isAsleep()).isFalse();
            goOn.set(false);
            await().until(() -> core(0).isAsleep());
            stop();
        }
    }

    @Test
    void timersGoByTheClockThoughTheirTaskWasLong() {
        start(0);
        AtomicLong late = new AtomicLong();
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            core(0).loop().execute(() -> {
                long until = System.nanoTime() + 300_000;
                while (System.nanoTime() - until < 0) {
                    Thread.onSpinWait();
                }
                long due = System.nanoTime() + 1_000_000;
                core(0).loop()
                        .schedule(
                                () -> {
                                    late.accumulateAndGet(System.nanoTime() - due, Math::min);
                                    ran.incrementAndGet();
                                },
                                1_000_000,
                                TimeUnit.NANOSECONDS);
            });
        }
        await().until(() -> ran.get() == 100);
        assertThat(late.get()).as("before its time, by ns").isNotNegative();
    }

    @Test
    void aLoopThatFailsIsLoggedAndGoesOn() {
        IoHandlerFactory nio = NioIoHandler.newFactory();
        AtomicBoolean fail = new AtomicBoolean();
        start(0, executor -> new Failing(nio.newHandler(executor), fail));
        AtomicInteger ran = new AtomicInteger();
        fail.set(true);
        core(0).execute(ran::incrementAndGet);
        await().until(() -> !fail.get() && ran.get() == 1);
        core(0).execute(ran::incrementAndGet);
        await().until(() -> ran.get() == 2);
    }

    @Test
    void tasksAndMessagesCrossInOrder() {
        start(50_000);
        int count = 20_000;
        List<Integer> seen = new ArrayList<>();
        AtomicBoolean done = new AtomicBoolean();
        core(0).execute(() -> {
            for (int i = 0; i < count; i++) {
                int number = i;
                core(1).execute(() -> seen.add(number));
            }
            core(1).execute(() -> done.set(true));
        });
        await().untilTrue(done);
        for (int i = 0; i < count; i++) {
            assertThat(seen.get(i)).isEqualTo(i);
        }
    }

    private static final class Failing extends ForwardingIoHandler {

        private final AtomicBoolean fail;

        Failing(IoHandler handler, AtomicBoolean fail) {
            super(handler);
            this.fail = fail;
        }

        @Override
        public int run(IoHandlerContext context) {
            if (fail.compareAndSet(true, false)) {
                throw new AssertionError("thrown by the I/O, on purpose");
            }
            return super.run(context);
        }
    }
}
