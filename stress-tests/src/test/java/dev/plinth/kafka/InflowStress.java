package dev.plinth.kafka;

import dev.plinth.api.AsyncConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * A core pauses its receiving as too much waits, while the client's thread takes all of it. The results are how many
 * responses were taken, and whether the core receives in the end.
 */
final class InflowStress {

    private InflowStress() {}

    /** Two responses, of which one would be none too many. */
    @JCStressTest
    @Outcome(id = "2, true", expect = Expect.ACCEPTABLE, desc = "both are taken, and more may come")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a response is lost, or nothing will ever come again")
    @State
    public static class PausedWhileAllIsTaken {

        /** Of all samples: it is handed on, never written to. */
        private static final ByteBuffer RESPONSE = ByteBuffer.allocate(Inflow.MOST_WAITING / 4 * 3);

        private final FramePool frames = new FramePool();
        private final Inflow in = new Inflow(new CoreSelector(), frames, true);
        private volatile boolean receives = true;
        private int taken;

        /** One has arrived. */
        public PausedWhileAllIsTaken() {
            in.connection((AsyncConnection) Proxy.newProxyInstance(
                    InflowStress.class.getClassLoader(),
                    new Class<?>[] {AsyncConnection.class},
                    (proxy, method, args) -> {
                        receives = method.getName().equals("resumeReceive");
                        return null;
                    }));
            arrives();
        }

        private void arrives() {
            in.arrived(Piece.frame(RESPONSE));
            in.receivedAll();
        }

        /** The core. */
        @Actor
        public void receive() {
            arrives();
        }

        /** The client's thread. */
        @Actor
        public void take() {
            for (int look = 0; look < 50 && taken < 2; look++) {
                takeOne();
            }
        }

        private void takeOne() {
            if (in.isReadable()) {
                try {
                    in.read(ByteBuffer.allocate(Integer.BYTES));
                    in.read(frames.tryAllocate(RESPONSE.capacity()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                taken++;
            }
        }

        /** The client's thread, afterwards. */
        @Arbiter
        public void takeTheRest(IZ_Result result) {
            takeOne();
            result.r1 = taken;
            result.r2 = receives;
        }
    }

    /** Broken twin: having paused, the core does not look whether all was taken meanwhile. */
    @JCStressTest
    @Outcome(id = "2, true", expect = Expect.ACCEPTABLE, desc = "both are taken, and more may come")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a response is lost, or nothing will ever come again")
    @State
    public static class TwinWithoutSecondLook {

        private volatile int arrived = 1;
        private volatile int taken;
        private volatile boolean paused;
        private volatile boolean receives = true;

        /** The core. */
        @Actor
        public void receive() {
            arrived = 2;
            if (arrived - taken > 1) {
                paused = true;
                ChannelAtHand.takeTime();
                receives = false;
            }
        }

        /** The client's thread. */
        @Actor
        public void take() {
            for (int look = 0; look < 50 && taken < 2; look++) {
                takeOne();
            }
        }

        private void takeOne() {
            if (arrived > taken) {
                taken++;
                if (paused && arrived == taken) {
                    paused = false;
                    receives = true;
                }
            }
        }

        /** The client's thread, afterwards. */
        @Arbiter
        public void takeTheRest(IZ_Result result) {
            takeOne();
            result.r1 = taken;
            result.r2 = receives;
        }
    }
}
