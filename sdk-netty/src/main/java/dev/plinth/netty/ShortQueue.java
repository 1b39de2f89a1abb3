package dev.plinth.netty;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * A queue that mostly has one element at a time, kept in the object itself: a core goes over thousands
 * of connections, and what each one touches is what the core waits for. Not for several threads.
 */
final class ShortQueue<E> implements Iterable<E> {

    private E first;
    /** Made when a second element comes. */
    private ArrayDeque<E> rest;

    boolean isEmpty() {
        return first == null;
    }

    E peek() {
        return first;
    }

    void add(E element) {
        if (first == null) {
            first = element;
        } else {
            rest().addLast(element);
        }
    }

    void addFirst(E element) {
        if (first != null) {
            rest().addFirst(first);
        }
        first = element;
    }

    /** Null if there is none. */
    E poll() {
        E polled = first;
        if (polled != null) {
            first = rest == null ? null : rest.pollFirst();
        }
        return polled;
    }

    /** Whether it was there. */
    boolean remove(E element) {
        if (first == element) {
            poll();
            return true;
        }
        return rest != null && rest.remove(element);
    }

    private ArrayDeque<E> rest() {
        if (rest == null) {
            rest = new ArrayDeque<>(4);
        }
        return rest;
    }

    /** In order; not to be changed meanwhile. */
    @Override
    public Iterator<E> iterator() {
        ArrayDeque<E> all = new ArrayDeque<>();
        if (first != null) {
            all.add(first);
        }
        if (rest != null) {
            all.addAll(rest);
        }
        return all.iterator();
    }
}
