package dev.plinth.cli.faults;

import dev.plinth.servers.FaultProxy;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Watches what is left in this process when clients have been opened and closed. */
final class Remains {

    private final List<FaultProxy> proxies;
    private final Holdings before;
    private final long settleNanos;

    private Remains(List<FaultProxy> proxies, long settleMillis) {
        this.proxies = proxies;
        this.settleNanos = TimeUnit.MILLISECONDS.toNanos(settleMillis);
        this.before = Holdings.now(proxies);
    }

    /**
     * Before the first is opened.
     *
     * @param settleMillis how long what was closed may take to go
     */
    static Remains watch(List<FaultProxy> proxies, long settleMillis) {
        return new Remains(proxies, settleMillis);
    }

    /** After the last was closed: what is still there then, garbage collected, in words. */
    List<String> left() throws InterruptedException {
        long end = System.nanoTime() + settleNanos;
        List<String> left = before.more(Holdings.now(proxies));
        while (!left.isEmpty() && System.nanoTime() < end) {
            System.gc();
            Thread.sleep(100);
            left = before.more(Holdings.now(proxies));
        }
        return left;
    }
}
