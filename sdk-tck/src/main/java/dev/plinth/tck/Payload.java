package dev.plinth.tck;

import java.nio.ByteBuffer;
import java.util.Random;

/**
 * A stream of bytes that anybody can check at any place: which byte comes where is known, so that one
 * that is lost, doubled or moved is told at once, with its position.
 */
final class Payload {

    /** No power of two, so that whole buffers that changed places do not go unnoticed. */
    private static final int PERIOD = 1_000_003;

    private static final byte[] PATTERN = new byte[2 * PERIOD];

    static {
        byte[] random = new byte[PERIOD];
        new Random(17).nextBytes(random);
        System.arraycopy(random, 0, PATTERN, 0, PERIOD);
        System.arraycopy(random, 0, PATTERN, PERIOD, PERIOD);
    }

    private Payload() {}

    /** The first {@code length} bytes. */
    static byte[] bytes(int length) {
        return bytes(0, length);
    }

    /** {@code length} bytes from position {@code from} on. */
    static byte[] bytes(long from, int length) {
        byte[] bytes = new byte[length];
        fill(from, ByteBuffer.wrap(bytes));
        return bytes;
    }

    /** Fills {@code dst} up to its limit with what comes from position {@code from} on. */
    static void fill(long from, ByteBuffer dst) {
        long at = from;
        while (dst.hasRemaining()) {
            int offset = (int) (at % PERIOD);
            int part = Math.min(dst.remaining(), PERIOD);
            dst.put(PATTERN, offset, part);
            at += part;
        }
    }

    /** Follows a stream from its beginning. Not for use by several threads at once. */
    static final class Checker {

        private volatile long count;

        /** The bytes that have come, all of them right. */
        long count() {
            return count;
        }

        /** Checks the bytes between position and limit, and consumes them. */
        void accept(ByteBuffer data) {
            while (data.hasRemaining()) {
                int offset = (int) (count % PERIOD);
                int part = Math.min(data.remaining(), PERIOD);
                ByteBuffer expected = ByteBuffer.wrap(PATTERN, offset, part);
                ByteBuffer found = data.duplicate().limit(data.position() + part);
                int mismatch = expected.mismatch(found);
                if (mismatch >= 0) {
                    throw new AssertionError("byte " + (count + mismatch) + " of the stream is not the one sent: bytes"
                            + " were lost, doubled, changed or moved");
                }
                data.position(data.position() + part);
                count += part;
            }
        }
    }
}
