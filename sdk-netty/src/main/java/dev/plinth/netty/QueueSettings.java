package dev.plinth.netty;

import dev.plinth.api.Latency;
import dev.plinth.api.Shares;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a task queue is, on all cores alike. */
final class QueueSettings {

    private static final Logger LOG = LoggerFactory.getLogger(QueueSettings.class);

    private final String name;
    private final Latency latency;
    private final int sharesAtFirst;
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile Shares shares;

    QueueSettings(String name, Shares shares, Latency latency) {
        this.name = name;
        this.shares = shares;
        this.latency = latency;
        this.sharesAtFirst = ask(shares, Shares.DEFAULT.now());
    }

    String name() {
        return name;
    }

    Latency latency() {
        return latency;
    }

    Shares shares() {
        return shares;
    }

    void shares(Shares shares) {
        this.shares = shares;
    }

    int sharesAtFirst() {
        return sharesAtFirst;
    }

    /**
     * From any thread.
     *
     * @return what {@code asked} says now, or {@code had} if its supplier fails
     */
    int ask(Shares asked, int had) {
        int now;
        try {
            now = asked.now();
        } catch (RuntimeException e) {
            if (failing.compareAndSet(false, true)) {
                LOG.warn("Queue '{}' keeps its {} shares while their supplier fails as it does now", name, had, e);
            }
            return had;
        }
        if (failing.get() && failing.compareAndSet(true, false)) {
            LOG.warn("Queue '{}' has {} shares: their supplier answers again", name, now);
        }
        return now;
    }
}
