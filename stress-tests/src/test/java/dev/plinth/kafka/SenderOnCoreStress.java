package dev.plinth.kafka;

import dev.plinth.api.AsyncRuntime;
import java.lang.reflect.Proxy;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import reactor.core.Disposable;

/** What is left for a sender is found by it: a wake-up that is lost is a test that hangs, which jcstress reports. */
final class SenderOnCoreStress {

    private SenderOnCoreStress() {}

    /** The sender's thread has its work back once a turn, on the core, has found what was left. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "it is found")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the thread has it back, and nothing was found")
    @State
    public static class Woken implements SenderTurns {

        private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        private final SenderOnCore lender = new SenderOnCore(runtime(tasks), 0, this);
        private volatile boolean left;
        private volatile boolean returned;
        private int found;

        /** A caller. */
        @Actor
        public void leave() {
            left = true;
            lender.wakeup();
        }

        /** The sender's thread. */
        @Actor
        public void lend(I_Result result) {
            lender.lend();
            result.r1 = found;
            returned = true;
        }

        /** The core. */
        @Actor
        public void run() {
            while (!returned) {
                Runnable task = tasks.poll();
                if (task != null) {
                    task.run();
                } else {
                    Thread.yield();
                }
            }
        }

        @Override
        public void runOnce() {
            boolean there = left;
            ChannelAtHand.takeTime();
            if (there) {
                found++;
                lender.giveBack();
            }
            lender.polled(60_000, false);
        }

        @Override
        public void receive() {
            throw new IllegalStateException("nothing has arrived");
        }

        @Override
        public boolean isSteady() {
            return true;
        }

        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public int inFlight() {
            return 0;
        }

        @Override
        public boolean isEnding() {
            return false;
        }
    }

    private static AsyncRuntime runtime(Queue<Runnable> tasks) {
        return (AsyncRuntime) Proxy.newProxyInstance(
                SenderOnCoreStress.class.getClassLoader(),
                new Class<?>[] {AsyncRuntime.class},
                (proxy, method, args) -> {
                    switch (method.getName()) {
                        case "execute":
                            tasks.add((Runnable) args[1]);
                            return null;
                        case "schedule":
                            return (Disposable) () -> {};
                        default:
                            throw new UnsupportedOperationException(method.getName());
                    }
                });
    }

    /**
     * Broken twin: the core looks whether another turn is due before it says that its turn is over, and not again. The
     * results are whether the caller left it to the core, and whether the core leaves off.
     */
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true", "false, false"},
            expect = Expect.ACCEPTABLE,
            desc = "one of the two sees to it")
    @Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "neither does")
    @State
    public static class TwinWithoutSecondLook {

        private volatile boolean due;
        private volatile boolean running = true;

        /** A caller. */
        @Actor
        public void wake(ZZ_Result result) {
            due = true;
            result.r1 = running;
        }

        /** The core. */
        @Actor
        public void turn(ZZ_Result result) {
            result.r2 = !due;
            ChannelAtHand.takeTime();
            running = false;
        }
    }
}
