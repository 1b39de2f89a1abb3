package dev.plinth.db;

import io.netty.buffer.ByteBuf;

/**
 * Where messages begin and end in bytes that are not ours: what the driver reads by itself. So that, when
 * our answers follow, it is known where its last message ended, cut in two as it may be.
 */
final class Framing {

    private static final int HEADER = 5;

    /** How much of a message's header was seen; the length in it so far. */
    private int seen;

    private int length;

    /** How much of the message's content is still to come. */
    private int missing;

    /** Whether the next byte begins a message. */
    boolean atBoundary() {
        return seen == 0 && missing == 0;
    }

    /** Follows all readable bytes, without reading them. */
    void follow(ByteBuf in) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        while (at < end) {
            at += step(in, at, end);
        }
    }

    /** How many bytes, from the first readable one on, belong to the message that had begun before. */
    int rest(ByteBuf in) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        while (at < end && !atBoundary()) {
            at += step(in, at, end);
        }
        return at - in.readerIndex();
    }

    private int step(ByteBuf in, int at, int end) {
        if (missing > 0) {
            int taken = Math.min(missing, end - at);
            missing -= taken;
            return taken;
        }
        if (seen > 0) {
            length = length << 8 | in.getByte(at) & 0xff;
        }
        if (++seen == HEADER) {
            missing = length - 4;
            seen = 0;
            length = 0;
        }
        return 1;
    }
}
