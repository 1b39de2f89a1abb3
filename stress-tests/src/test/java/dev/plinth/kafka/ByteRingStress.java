package dev.plinth.kafka;

import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Bytes that a client's thread leaves for its core are seen in their order, in a ring that grows when it is empty. */
final class ByteRingStress {

    private ByteRingStress() {}

    private static ByteBuffer bytes(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return bytes.flip();
    }

    /** Two bytes, one after the other; the results are what the core reads first and second. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 0", "1, 2"},
            expect = Expect.ACCEPTABLE,
            desc = "as far as it has come, in its order")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or out of order")
    @State
    public static class InOrder {

        private final ByteRing ring = new ByteRing(1 << 16);

        /** The client's thread; the ring's memory is made by it, too. */
        @Actor
        public void write() {
            ring.expect(1);
            ring.put(bytes(1));
            ring.put(bytes(2));
        }

        /** The core. */
        @Actor
        public void read(II_Result result) {
            ByteBuffer waiting = ring.peek();
            if (waiting != null) {
                result.r1 = waiting.get();
                result.r2 = waiting.hasRemaining() ? waiting.get() : 0;
            }
        }
    }

    /** Broken twin: the writer says how much there is before it has written it. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 0", "1, 2"},
            expect = Expect.ACCEPTABLE,
            desc = "as far as it has come, in its order")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or out of order")
    @State
    public static class TwinCountBeforeBytes {

        private final byte[] ring = new byte[2];
        private volatile int put;

        /** The client's thread. */
        @Actor
        public void write() {
            put = 1;
            ring[0] = 1;
            put = 2;
            ring[1] = 2;
        }

        /** The core. */
        @Actor
        public void read(II_Result result) {
            int count = put;
            // what was announced and is not there yet reads as -1
            result.r1 = count < 1 ? 0 : ring[0] == 0 ? -1 : ring[0];
            result.r2 = count < 2 ? 0 : ring[1] == 0 ? -1 : ring[1];
        }
    }
}
