package dev.plinth.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Whoever found no room to write is woken once there is some; if not, the test hangs, which jcstress reports. */
final class OutflowStress {

    private OutflowStress() {}

    /** The core sends what fills the channel, while its thread waits until it can write. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "writable")
    @Outcome(expect = Expect.FORBIDDEN, desc = "back for nothing")
    @State
    public static class RoomIsMade {

        private static final byte[] MUCH = new byte[64 << 10];

        private final ChannelAtHand at = new ChannelAtHand();

        /** As full as it gets. */
        public RoomIsMade() {
            try {
                at.channel.write(ByteBuffer.wrap(MUCH));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            at.selector.flush();
            at.key.interestOps(SelectionKey.OP_WRITE);
        }

        /** The core. */
        @Actor
        public void send() {
            at.task.run();
        }

        /** Kafka's thread. */
        @Actor
        public void select(I_Result result) {
            result.r1 = ChannelAtHand.select(at.selector);
        }
    }

    /**
     * Broken twin: whoever wants room looks for it before saying so, and not again. The results are whether the core
     * has seen that room is wanted, and whether there was none.
     */
    @JCStressTest
    @Outcome(
            id = {"true, true", "true, false", "false, false"},
            expect = Expect.ACCEPTABLE,
            desc = "woken, or there was room")
    @Outcome(id = "false, true", expect = Expect.FORBIDDEN, desc = "it waits, and nobody tells it")
    @State
    public static class TwinWithoutSecondLook {

        private volatile boolean room;
        private volatile boolean wanted;

        /** The core. */
        @Actor
        public void send(ZZ_Result result) {
            room = true;
            result.r1 = wanted;
        }

        /** Kafka's thread. */
        @Actor
        public void look(ZZ_Result result) {
            result.r2 = !room;
            ChannelAtHand.takeTime();
            wanted = true;
        }
    }
}
