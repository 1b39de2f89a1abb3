package dev.plinth.kafka;

import java.nio.channels.SelectionKey;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The few keys that are ready: a set that makes no entries and asks no hash. */
final class ReadyKeys extends AbstractSet<SelectionKey> {

    private final List<SelectionKey> keys = new ArrayList<>();

    @Override
    public boolean add(SelectionKey key) {
        return !keys.contains(key) && keys.add(key);
    }

    @Override
    public boolean contains(Object key) {
        return keys.contains(key);
    }

    @Override
    public boolean remove(Object key) {
        return keys.remove(key);
    }

    @Override
    public void clear() {
        keys.clear();
    }

    @Override
    public Iterator<SelectionKey> iterator() {
        return keys.iterator();
    }

    @Override
    public int size() {
        return keys.size();
    }
}
