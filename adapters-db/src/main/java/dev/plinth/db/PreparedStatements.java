package dev.plinth.db;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a connection has prepared: by text and types of the parameters, the least recently used ones given
 * up first. On the connection's loop only.
 */
final class PreparedStatements {

    private final int limit;
    private final Map<String, Prepared> bySql = new LinkedHashMap<>(64, 0.75f, true);
    private final ArrayDeque<Prepared> toClose = new ArrayDeque<>();
    private int size;
    private long named;

    /** The one that was asked for last: mostly the one that is asked for next. */
    private Prepared last;

    PreparedStatements(int limit) {
        this.limit = limit;
    }

    /** What was prepared for this text with parameters of these types, or null. */
    Prepared find(SqlText text, int[] types) {
        Prepared found = last;
        if (found != null && found.sql() == text.sql() && found.takes(types)) {
            return found;
        }
        for (found = bySql.get(text.sql()); found != null; found = found.next) {
            if (found.takes(types)) {
                last = found;
                return found;
            }
        }
        return null;
    }

    /** A new one, to be parsed by whoever asks. */
    Prepared create(SqlText text, int[] types) {
        if (limit == 0 || !text.worthPreparing()) {
            return new Prepared(text.sql(), types, "");
        }
        Prepared created = new Prepared(text.sql(), types, "P" + Long.toString(named++, Character.MAX_RADIX));
        created.next = bySql.put(text.sql(), created);
        size++;
        while (size > limit) {
            giveUpOldest();
        }
        return created;
    }

    private void giveUpOldest() {
        var oldest = bySql.entrySet().iterator();
        Prepared chain = oldest.next().getValue();
        if (chain.next == null) {
            oldest.remove();
            closed(chain);
            return;
        }
        // All of one text: the one that was made first, at the end of the chain.
        Prepared before = chain;
        while (before.next.next != null) {
            before = before.next;
        }
        closed(before.next);
        before.next = null;
    }

    private void closed(Prepared prepared) {
        size--;
        toClose.add(prepared);
        if (last == prepared) {
            last = null;
        }
    }

    /** Forgets one that the server does not have, or that must be made anew. */
    void forget(Prepared prepared, boolean closeOnServer) {
        if (!prepared.isNamed()) {
            return;
        }
        Prepared chain = bySql.get(prepared.sql());
        if (chain == prepared) {
            if (prepared.next == null) {
                bySql.remove(prepared.sql());
            } else {
                bySql.put(prepared.sql(), prepared.next);
            }
        } else {
            while (chain != null && chain.next != prepared) {
                chain = chain.next;
            }
            if (chain == null) {
                return; // given up meanwhile
            }
            chain.next = prepared.next;
        }
        size--;
        if (last == prepared) {
            last = null;
        }
        if (closeOnServer) {
            toClose.add(prepared);
        }
    }

    /** Forgets all of them: the server has been told to. */
    void forgetAll() {
        bySql.clear();
        toClose.clear();
        size = 0;
        last = null;
    }

    /** What the server can be told to forget, one after the other; null when there is none. */
    Prepared pollToClose() {
        return toClose.poll();
    }

    int size() {
        return size;
    }
}
