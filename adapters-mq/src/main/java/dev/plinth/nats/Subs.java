package dev.plinth.nats;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The subscriptions of an engine, by the number that the server puts on their messages. On the core, but for the numbers. */
final class Subs {

    /** The one for the answers to requests. */
    static final long INBOX = 1;

    private final AtomicLong sids = new AtomicLong(INBOX);
    private final LongMap<Sub> open = new LongMap<>();
    private final Engine engine;

    Subs(Engine engine) {
        this.engine = engine;
    }

    long nextSid() {
        return sids.incrementAndGet();
    }

    void register(Sub sub) {
        if (engine.isClosed()) {
            sub.onEnd(engine.closedError());
        } else if (sub.isCancelled()) {
            engine.outgoing().endLater(sub);
        } else {
            open.put(sub.sid(), sub);
        }
    }

    Sub get(long sid) {
        return open.get(sid);
    }

    Sub remove(long sid) {
        return open.remove(sid);
    }

    int size() {
        return open.size();
    }

    void forEach(Consumer<Sub> action) {
        open.forEach(action);
    }

    void end(Throwable error) {
        List<Sub> all = new ArrayList<>();
        open.forEach(all::add);
        all.forEach(sub -> open.remove(sub.sid()));
        all.forEach(sub -> sub.onEnd(error));
    }
}
