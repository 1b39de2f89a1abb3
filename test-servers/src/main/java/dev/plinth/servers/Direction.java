package dev.plinth.servers;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/** One direction of a proxy, over all its connections: its faults, its counts, and which bytes are tampered with. */
final class Direction {

    private final LongAdder bytes = new LongAdder();
    private final LongAdder tampered = new LongAdder();
    private final Random random = new Random(42); // what goes wrong goes wrong again in the next run
    private volatile Faults faults = Faults.none();
    private long untilFlip;
    private long untilDrop;

    Faults faults() {
        return faults;
    }

    synchronized void become(Faults next) {
        faults = next;
        untilFlip = distance(next.flipEvery());
        untilDrop = distance(next.dropEvery());
    }

    /** What is to be sent in place of these bytes; they may be changed. */
    synchronized byte[] tamper(byte[] chunk) {
        Faults now = faults;
        if (now.flipEvery() == 0 && now.dropEvery() == 0) {
            return chunk;
        }
        ByteArrayOutputStream left = new ByteArrayOutputStream(chunk.length);
        for (byte each : chunk) {
            byte sent = each;
            if (now.flipEvery() > 0 && --untilFlip == 0) {
                untilFlip = distance(now.flipEvery());
                sent ^= (byte) (1 << random.nextInt(8));
                tampered.increment();
            }
            if (now.dropEvery() > 0 && --untilDrop == 0) {
                untilDrop = distance(now.dropEvery());
                tampered.increment();
            } else {
                left.write(sent);
            }
        }
        return left.toByteArray();
    }

    /** Half to one and a half times {@code every}: evenly spaced, it would hit the same field of every message. */
    private long distance(long every) {
        return every <= 1 ? every : every / 2 + 1 + (long) (random.nextDouble() * every);
    }

    double nextRandom() {
        synchronized (random) {
            return random.nextDouble();
        }
    }

    void passed(int count) {
        bytes.add(count);
    }

    long bytes() {
        return bytes.sum();
    }

    long tampered() {
        return tampered.sum();
    }
}
