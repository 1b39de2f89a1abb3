package dev.plinth.netty;

import java.util.ArrayDeque;

/** Batches of a core that are used up, to be used again, by whichever connection: the last one first, which is in the cache. */
final class Batches {

    private static final int MOST = 1024;

    private final ArrayDeque<Batch> spare = new ArrayDeque<>();

    Batch take() {
        Batch batch = spare.pollLast();
        return batch == null ? new Batch() : batch;
    }

    void giveBack(Batch batch) {
        if (spare.size() < MOST) {
            batch.clear();
            spare.addLast(batch);
        }
    }
}
