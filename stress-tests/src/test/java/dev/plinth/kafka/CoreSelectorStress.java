package dev.plinth.kafka;

import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Whoever selects without a limit comes back: a wake-up that is lost is a test that hangs, which jcstress reports. */
final class CoreSelectorStress {

    private CoreSelectorStress() {}

    /** The core has received a response. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "it is seen")
    @Outcome(expect = Expect.FORBIDDEN, desc = "back for nothing")
    @State
    public static class Readable {

        private final ChannelAtHand at = new ChannelAtHand();
        private final ByteBuffer response = ByteBuffer.wrap(new byte[] {0, 0, 0, 1, 9});

        /** The core. */
        @Actor
        public void receive() {
            at.receiver.onReceive(at.connection, response);
            at.receiver.onReceiveComplete(at.connection);
        }

        /** Kafka's thread. */
        @Actor
        public void select(I_Result result) {
            result.r1 = ChannelAtHand.select(at.selector);
        }
    }

    /** Somebody wakes it up, twice: the second one may find the first not heard yet. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "woken up")
    @Outcome(expect = Expect.FORBIDDEN, desc = "something is ready that is not")
    @State
    public static class WokenUp {

        private final CoreSelector selector = new CoreSelector();

        /** A thread. */
        @Actor
        public void wake() {
            selector.wakeup();
        }

        /** Another. */
        @Actor
        public void wakeAgain() {
            selector.wakeup();
        }

        /** Kafka's thread. */
        @Actor
        public void select(I_Result result) {
            result.r1 = ChannelAtHand.select(selector);
        }
    }

    /**
     * Broken twin, which does not park: it looks whether it is woken before it says that it sleeps, and not again. The
     * results are whether the sleeper was seen, and whether it sleeps.
     */
    @JCStressTest
    @Outcome(
            id = {"true, true", "true, false", "false, false"},
            expect = Expect.ACCEPTABLE,
            desc = "woken, or awake")
    @Outcome(id = "false, true", expect = Expect.FORBIDDEN, desc = "it sleeps, and nobody wakes it")
    @State
    public static class TwinWithoutSecondLook {

        private volatile boolean sleeper;
        private volatile boolean woken;

        /** A thread. */
        @Actor
        public void wake(ZZ_Result result) {
            woken = true;
            result.r1 = sleeper;
        }

        /** Kafka's thread. */
        @Actor
        public void select(ZZ_Result result) {
            result.r2 = !woken;
            ChannelAtHand.takeTime();
            sleeper = true;
        }
    }
}
