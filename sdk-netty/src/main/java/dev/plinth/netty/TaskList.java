package dev.plinth.netty;

/**
 * Tasks in their order, on one thread, in blocks that are chained: a backlog is not copied as it grows,
 * and gives its memory back as it goes. The first task stays in its place while it runs, so that others
 * can look, without any order, at what it is.
 */
final class TaskList {

    private static final int BLOCK = 256;

    private Block head = new Block();
    private Block tail = head;
    private Block spare;
    private int first;
    private int end;
    private int size;

    void add(Runnable task) {
        if (end == BLOCK) {
            Block next = spare != null ? spare : new Block();
            spare = null;
            tail.next = next;
            tail = next;
            end = 0;
        }
        tail.tasks[end++] = task;
        size++;
    }

    /** The one that is next, or runs; null if there is none. From other threads a guess. */
    Runnable first() {
        return head.tasks[first & BLOCK - 1];
    }

    void removeFirst() {
        head.tasks[first++] = null;
        if (--size == 0) {
            first = 0;
            end = 0;
            head = tail;
        } else if (first == BLOCK) {
            first = 0;
            spare = head;
            head = head.next;
            spare.next = null;
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** From other threads a guess. */
    int size() {
        return size;
    }

    private static final class Block {

        private final Runnable[] tasks = new Runnable[BLOCK];
        private Block next;
    }
}
