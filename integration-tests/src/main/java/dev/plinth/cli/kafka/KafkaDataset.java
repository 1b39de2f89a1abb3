package dev.plinth.cli.kafka;

import java.util.Random;

/** What is sent and received. */
final class KafkaDataset {

    static final int PARTITIONS = 3;

    /** At most so many take part. */
    static final int CONTESTANTS = 8;

    private static final int DIFFERENT = 64;
    /** Bytes of records in a topic that is read again and again. */
    private static final int FILL = 32 << 20;

    private KafkaDataset() {}

    /** Half of each record can be compressed away. */
    static byte[][] values(int size) {
        Random random = new Random(size);
        byte[][] values = new byte[DIFFERENT][size];
        for (byte[] value : values) {
            random.nextBytes(value);
            for (int i = 0; i < size / 2; i++) {
                value[i] = (byte) ('a' + i % 16);
            }
        }
        return values;
    }

    static int records(int size) {
        return FILL / size;
    }

    /** Where records are written to. */
    static String sink(int size) {
        return "plinth-sink-" + size;
    }

    /** Where they are written to and read from at once; a partition for each contestant, so that they stay in order. */
    static String passage(int size) {
        return "plinth-passage-" + size;
    }

    /** Where they are read from. */
    static String source(int size, String compression) {
        return "plinth-source-" + size + "-" + compression;
    }
}
