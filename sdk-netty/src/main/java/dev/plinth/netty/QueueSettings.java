package dev.plinth.netty;

import dev.plinth.api.Latency;
import dev.plinth.api.Shares;

/** What a task queue is, on all cores alike. */
final class QueueSettings {

    private final String name;
    private final Latency latency;
    private volatile Shares shares;

    QueueSettings(String name, Shares shares, Latency latency) {
        this.name = name;
        this.shares = shares;
        this.latency = latency;
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
}
