package dev.plinth.nats;

import java.util.function.Consumer;

/** Values by numbers that were given out in turn, so that they hardly collide. No objects of its own; for one thread. */
final class LongMap<V> {

    private long[] keys;
    private Object[] values;
    private int size;

    LongMap() {
        keys = new long[64];
        values = new Object[64];
    }

    int size() {
        return size;
    }

    V get(long key) {
        int at = find(key);
        return at < 0 ? null : value(at);
    }

    void put(long key, V value) {
        if (size * 2 >= keys.length) {
            grow();
        }
        insert(key, value);
        size++;
    }

    V remove(long key) {
        int at = find(key);
        if (at < 0) {
            return null;
        }
        V removed = value(at);
        size--;
        close(at);
        return removed;
    }

    /** All values; the map must not be changed meanwhile. */
    void forEach(Consumer<? super V> action) {
        for (int i = 0; size > 0 && i < values.length; i++) {
            if (values[i] != null) {
                action.accept(value(i));
            }
        }
    }

    @SuppressWarnings("unchecked") // put lets nothing else in
    private V value(int at) {
        return (V) values[at];
    }

    private int find(long key) {
        int mask = keys.length - 1;
        for (int at = (int) key & mask; values[at] != null; at = at + 1 & mask) {
            if (keys[at] == key) {
                return at;
            }
        }
        return -1;
    }

    private void insert(long key, Object value) {
        int mask = keys.length - 1;
        int at = (int) key & mask;
        while (values[at] != null) {
            at = at + 1 & mask;
        }
        keys[at] = key;
        values[at] = value;
    }

    /** Moves those behind the hole that would not be found any more across it. */
    private void close(int removed) {
        int mask = keys.length - 1;
        int hole = removed;
        for (int at = hole + 1 & mask; values[at] != null; at = at + 1 & mask) {
            int home = (int) keys[at] & mask;
            if ((at - home & mask) >= (at - hole & mask)) {
                keys[hole] = keys[at];
                values[hole] = values[at];
                hole = at;
            }
        }
        values[hole] = null;
    }

    private void grow() {
        long[] oldKeys = keys;
        Object[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new Object[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null) {
                insert(oldKeys[i], oldValues[i]);
            }
        }
    }
}
