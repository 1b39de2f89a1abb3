package dev.plinth.nats;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * What threads publish is taken by the core whole, and once. The results are how many messages it took, and how many bytes
 * of the wire those were.
 */
final class StagingStress {

    private static final byte[] DATA = {1, 2, 3};
    private static final int LINE = "PUB s 3\r\n123\r\n".length();
    private static final int LIMIT = 1 << 20;
    private static final int SMALL = 256;

    private StagingStress() {}

    private static FrameBuffer small() {
        return new FrameBuffer(SMALL);
    }

    /** What the core does with a buffer: it is sent, and empty then. */
    private static void send(FrameBuffer taken, II_Result result) {
        if (taken != null) {
            result.r1 += (int) taken.messages();
            result.r2 += taken.length() / LINE;
            taken.clear();
        }
    }

    /** Two threads publish; the core takes it afterwards. */
    @JCStressTest
    @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "both, whole")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or torn")
    @State
    public static class TwoThreads {

        private final Staging staging = new Staging(LIMIT, small(), small());

        /** A thread. */
        @Actor
        public void one() {
            staging.publish("s", null, null, DATA);
        }

        /** Another one. */
        @Actor
        public void another() {
            staging.publish("s", null, null, DATA);
        }

        /** The core, afterwards. */
        @Arbiter
        public void take(II_Result result) {
            send(staging.take(), result);
        }
    }

    /** Broken twin: nothing keeps the two apart. */
    @JCStressTest
    @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "both, whole")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or torn")
    @State
    public static class TwinTwoThreadsAtOnce {

        private final FrameBuffer filling = small();

        /** A thread. */
        @Actor
        public void one() {
            filling.publish("s", null, null, DATA);
        }

        /** Another one. */
        @Actor
        public void another() {
            filling.publish("s", null, null, DATA);
        }

        /** The core, afterwards. */
        @Arbiter
        public void take(II_Result result) {
            send(filling, result);
        }
    }

    /** One message lies there; the core takes it while a thread publishes another, and takes that afterwards. */
    @JCStressTest
    @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "both, whole")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, twice, or torn")
    @State
    public static class ThreadAndCore {

        private final Staging staging = new Staging(LIMIT, small(), small());
        private final II_Result first = new II_Result();

        /** One message. */
        public ThreadAndCore() {
            staging.publish("s", null, null, DATA);
        }

        /** The thread. */
        @Actor
        public void publish() {
            staging.publish("s", null, null, DATA);
        }

        /** The core. */
        @Actor
        public void take() {
            send(staging.take(), first);
        }

        /** The core, afterwards. */
        @Arbiter
        public void takeTheRest(II_Result result) {
            result.r1 = first.r1;
            result.r2 = first.r2;
            send(staging.take(), result);
        }
    }

    /** Broken twin: the core takes the buffer away from a thread that is writing into it. */
    @JCStressTest
    @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "both, whole")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, twice, or torn")
    @State
    public static class TwinTakenInTheMiddle {

        private final II_Result first = new II_Result();
        private FrameBuffer filling = small();
        private FrameBuffer spare = small();

        /** One message. */
        public TwinTakenInTheMiddle() {
            filling.publish("s", null, null, DATA);
        }

        private FrameBuffer exchange() {
            FrameBuffer full = filling;
            filling = spare;
            spare = full;
            return full;
        }

        /** The thread. */
        @Actor
        public void publish() {
            filling.publish("s", null, null, DATA);
        }

        /** The core. */
        @Actor
        public void take() {
            send(exchange(), first);
        }

        /** The core, afterwards. */
        @Arbiter
        public void takeTheRest(II_Result result) {
            result.r1 = first.r1;
            result.r2 = first.r2;
            send(exchange(), result);
        }
    }
}
