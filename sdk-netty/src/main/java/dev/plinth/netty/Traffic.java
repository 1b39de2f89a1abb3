package dev.plinth.netty;

import dev.plinth.api.ConnectionStats;

/** What has passed over a connection. Plain counters that its core writes and anybody may look at. */
final class Traffic {

    private long bytesRead;
    private long bytesWritten;
    private long reads;
    private long writes;

    void read(int bytes) {
        bytesRead += bytes;
        reads++;
    }

    void written(int bytes) {
        bytesWritten += bytes;
        writes++;
    }

    ConnectionStats stats() {
        return new ConnectionStats(bytesRead, bytesWritten, reads, writes);
    }
}
