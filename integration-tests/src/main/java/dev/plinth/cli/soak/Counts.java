package dev.plinth.cli.soak;

import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What was done in a soak, and what went wrong that must not. */
final class Counts {

    /** Enough to see what it is. */
    private static final int MOST_FAILURES = 20;

    private final Map<What, LongAdder> done = new EnumMap<>(What.class);
    private final LongAdder failed = new LongAdder();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    Counts() {
        for (What what : What.values()) {
            done.put(what, new LongAdder());
        }
    }

    /** The kinds of things done. */
    enum What {
        ECHOES("echoes, every byte checked"),
        PUSHED("echoes in push mode"),
        ABORTED("connections aborted with bytes under way"),
        HELD("connections held until the peer's end"),
        REFUSED("connects that are refused"),
        CONNECTS_CANCELLED("connects cancelled"),
        READS_CANCELLED("reads cancelled"),
        WRITES_CANCELLED("writes cancelled"),
        SPAWNS_CANCELLED("tasks and timers cancelled"),
        CUT("operations cut off by a restart of the peer"),
        RESTARTS("restarts of the peer"),
        RUNTIMES("runtimes started and shut down");

        private final String text;

        What(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    void add(What what) {
        done.get(what).increment();
    }

    long of(What what) {
        return done.get(what).sum();
    }

    long total() {
        return done.values().stream().mapToLong(LongAdder::sum).sum();
    }

    void failed(String what, Throwable cause) {
        failed.increment();
        if (failures.size() < MOST_FAILURES) {
            failures.add(what + ": " + cause);
        }
    }

    long failures() {
        return failed.sum();
    }

    /** The first ones. */
    Queue<String> firstFailures() {
        return failures;
    }
}
