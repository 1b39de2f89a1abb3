package dev.plinth.cli.behaviour;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** What suites send: the same in each run. */
public final class Values {

    /** Text of more than one byte a character. */
    public static final String UNICODE = "Grüße, 世界, \uD83D\uDE80";

    private Values() {}

    /** In UTF-8. */
    public static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** All 256 of them. */
    public static byte[] everyByte() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        return all;
    }

    /** So many bytes without a pattern: one that is missing, doubled or moved shows. */
    public static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
