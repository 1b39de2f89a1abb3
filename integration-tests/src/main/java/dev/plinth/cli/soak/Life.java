package dev.plinth.cli.soak;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.cli.soak.Counts.What;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A runtime from its start to its end, with callers, a peer that is restarted, and other runtimes beside it. */
final class Life {

    private static final int LANES = 4;
    private static final long RESTART_EVERY_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long TICK_MILLIS = 250;

    private final RuntimeConfig config;
    private final RuntimeConfig beside;
    private final double perSecond;
    private final Counts counts;
    private final SplittableRandom random;

    Life(RuntimeConfig config, RuntimeConfig beside, double perSecond, Counts counts, SplittableRandom random) {
        this.config = config;
        this.beside = beside;
        this.perSecond = perSecond;
        this.counts = counts;
        this.random = random;
    }

    /** Lives it. {@code tick} is called some times a second with the nanoseconds that have passed. */
    void run(Duration length, Consumer<Long> tick) throws InterruptedException {
        try (AsyncRuntime runtime = AsyncRuntime.create(config);
                Peer peer = new Peer(beside)) {
            counts.add(What.RUNTIMES);
            List<Lane> lanes = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < LANES; i++) {
                Lane lane = new Lane(runtime, peer, counts, random.split(), perSecond / LANES);
                lanes.add(lane);
                Thread thread = new Thread(lane, "soak-lane-" + i);
                threads.add(thread);
                thread.start();
            }
            try {
                disturb(peer, length, tick);
            } finally {
                lanes.forEach(Lane::stop);
                for (Thread thread : threads) {
                    thread.join();
                }
            }
        }
    }

    private void disturb(Peer peer, Duration length, Consumer<Long> tick) throws InterruptedException {
        long begun = System.nanoTime();
        long next = RESTART_EVERY_NANOS / 2;
        for (long passed = 0; passed < length.toNanos(); passed = System.nanoTime() - begun) {
            tick.accept(passed);
            Thread.sleep(TICK_MILLIS);
            if (passed >= next) {
                next += RESTART_EVERY_NANOS;
                peer.restart();
                counts.add(What.RESTARTS);
                endInTheMiddle(peer);
            }
        }
    }

    /** A runtime that is shut down while it connects, reads, writes and waits. */
    private void endInTheMiddle(Peer peer) {
        try (AsyncRuntime runtime = AsyncRuntime.create(beside)) {
            for (int i = 0; i < 20; i++) {
                runtime.connect(peer.address(), ConnectOptions.defaults())
                        .flatMap(connection -> connection
                                .write(ByteBuffer.allocate(1 << 20))
                                .then(connection.read(ByteBuffer.allocate(1 << 10))))
                        .subscribe(read -> {}, failed -> {});
                runtime.delay(Duration.ofMinutes(1)).subscribe(done -> {}, failed -> {});
                runtime.spawn(() -> 1).subscribe(done -> {}, failed -> {});
            }
        }
        counts.add(What.RUNTIMES);
    }
}
