package dev.plinth.db;

import io.netty.buffer.ByteBuf;

/** What the server says of a command that is done, as "INSERT 0 1" or "CREATE TABLE". */
final class CommandTag {

    private CommandTag() {}

    /** The number at its end, or -1. */
    static long rows(ByteBuf in, int index, int length) {
        long rows = 0;
        long scale = 1;
        int at = index + length - 2; // before the zero that ends it
        for (; at > index; at--) {
            int digit = in.getByte(at) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            rows += digit * scale;
            scale *= 10;
        }
        return scale == 1 || in.getByte(at) != ' ' ? -1 : rows;
    }
}
