package dev.plinth.netty;

/**
 * Tasks in their order, on one thread. The first stays in its place while it runs, so that others can
 * look, without any order, at what it is.
 */
final class TaskRing {

    private static final int LEAST = 16;

    /** What a backlog has made larger than this is given up with the backlog. */
    private static final int KEPT = 1 << 16;

    private Runnable[] slots = new Runnable[LEAST];
    private int head;
    private int size;

    void add(Runnable task) {
        if (size == slots.length) {
            resize(2 * size);
        }
        slots[head + size & slots.length - 1] = task;
        size++;
    }

    /** The one that is next, or runs; null if there is none. From other threads a guess. */
    Runnable first() {
        Runnable[] all = slots;
        return all[head & all.length - 1];
    }

    void removeFirst() {
        slots[head] = null;
        head = head + 1 & slots.length - 1;
        if (--size == 0 && slots.length > KEPT) {
            resize(LEAST);
        }
    }

    private void resize(int length) {
        Runnable[] larger = new Runnable[length];
        for (int i = 0; i < size; i++) {
            larger[i] = slots[head + i & slots.length - 1];
        }
        slots = larger;
        head = 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** From other threads a guess. */
    int size() {
        return size;
    }
}
