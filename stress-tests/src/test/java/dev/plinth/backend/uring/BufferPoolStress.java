package dev.plinth.backend.uring;

import io.netty.buffer.ByteBuf;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The pool of a core is that core's alone: a buffer that another thread has done with goes back by mail. The core takes
 * a buffer while another comes back, and then one more; the result is how many the pool has made, two being enough.
 * Both are without the pool's own check of the thread, which has no mail to send and frees such a buffer.
 */
final class BufferPoolStress {

    private static final int SIZE = ReadSize.SMALL;

    private BufferPoolStress() {}

    /** By mail. */
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "what came back was used again")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a buffer was lost")
    @State
    public static class GivenBackByMail {

        private final CoreBuffers pool = new CoreBuffers(null);
        private final Queue<ByteBuf> mail = new ConcurrentLinkedQueue<>();
        private final ByteBuf lent = pool.take(SIZE);
        private ByteBuf taken;

        /** One buffer is kept, one is lent. */
        public GivenBackByMail() {
            pool.take(SIZE).release();
        }

        /** The other thread. */
        @Actor
        public void giveBack() {
            mail.add(lent);
        }

        /** The core. */
        @Actor
        public void take() {
            taken = pool.take(SIZE);
        }

        /** The core, afterwards. */
        @Arbiter
        public void takeAnother(I_Result result) {
            mail.forEach(ByteBuf::release);
            ByteBuf another = pool.take(SIZE);
            result.r1 = (int) (pool.bytes() / SIZE);
            taken.release();
            another.release();
            pool.close();
        }
    }

    /** Broken twin: the other thread gives the buffer back by itself. */
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "what came back was used again")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a buffer was lost")
    @State
    public static class TwinGivenBackByItself {

        private final CoreBuffers pool = new CoreBuffers(null);
        private final ByteBuf lent = pool.take(SIZE);
        private ByteBuf taken;

        /** One buffer is kept, one is lent. */
        public TwinGivenBackByItself() {
            pool.take(SIZE).release();
        }

        /** The other thread. */
        @Actor
        public void giveBack() {
            lent.release();
        }

        /** The core. */
        @Actor
        public void take() {
            taken = pool.take(SIZE);
        }

        /** The core, afterwards. */
        @Arbiter
        public void takeAnother(I_Result result) {
            ByteBuf another = pool.take(SIZE);
            result.r1 = (int) (pool.bytes() / SIZE);
            free(taken);
            if (another != taken) {
                free(another);
            }
        }

        /** The pool may be out of order. */
        private static void free(ByteBuf buffer) {
            ((PooledBuffer) buffer).free();
        }
    }
}
