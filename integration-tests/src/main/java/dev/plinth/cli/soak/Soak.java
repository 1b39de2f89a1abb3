package dev.plinth.cli.soak;

import dev.plinth.api.RuntimeConfig;
import dev.plinth.cli.compare.Progress;
import dev.plinth.cli.machine.Footprint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Hooks;

/**
 * A life of a runtime to warm up, after which what the process holds is noted, and a long one, after which it must not
 * hold more.
 */
public final class Soak {

    private static final long LEAST_WARM_UP_MILLIS = 5_000;
    private static final long LONGEST_WARM_UP_MILLIS = 30_000;
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int PROBES = 64;

    private final RuntimeConfig config;
    private final RuntimeConfig beside;
    private final double perSecond;
    private final long seed;
    private final Progress progress;
    private final Leaks leaks;
    private Footprint most;

    /**
     * @param config of the runtime that lives long
     * @param beside of the peer's runtime, and of those that come and go
     * @param perSecond how many things are done in a second, about
     * @param seed what the lots are drawn from
     * @param leaks which have been watched for since before the first buffer
     */
    public Soak(
            RuntimeConfig config, RuntimeConfig beside, double perSecond, long seed, Leaks leaks, Progress progress) {
        this.config = config;
        this.beside = beside;
        this.perSecond = perSecond;
        this.seed = seed;
        this.leaks = leaks;
        this.progress = progress;
    }

    /** Does it. Takes {@code length}, a warm-up of a tenth more (5 to 30 s), and some seconds. */
    public SoakResult run(Duration length) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        long tenth = length.toMillis() / 10;
        Duration warmUp = Duration.ofMillis(Math.min(LONGEST_WARM_UP_MILLIS, Math.max(LEAST_WARM_UP_MILLIS, tenth)));
        int of = (int) length.plus(warmUp).toSeconds();
        Counts warming = new Counts();
        new Life(config, beside, perSecond, warming, random.split())
                .run(warmUp, passed -> progress.step((int) TimeUnit.NANOSECONDS.toSeconds(passed), of, "warming up"));
        Footprint before = settled(null);
        most = before;
        Counts counts = new Counts();
        Hooks.onErrorDropped(error -> counts.failed("an error that nobody was told of", error));
        new Life(config, beside, perSecond, counts, random.split()).run(length, passed -> {
            Footprint now = Footprint.now();
            most = most.orMore(now);
            progress.step(
                    (int) (warmUp.toSeconds() + TimeUnit.NANOSECONDS.toSeconds(passed)),
                    of,
                    counts.total() + " done, " + now.descriptorCount() + " descriptors");
        });
        Hooks.resetOnErrorDropped();
        return new SoakResult(before, most, settled(before), counts, leaks.found());
    }

    /** When garbage is gone, and with it what it held: as little as {@code goal}, if that comes in time. */
    private static Footprint settled(Footprint goal) throws InterruptedException {
        long deadline = System.nanoTime() + SETTLE_NANOS;
        Footprint last = null;
        while (true) {
            System.gc();
            for (int i = 0; i < PROBES; i++) {
                ByteBuf probe = ByteBufAllocator.DEFAULT.buffer(1); // Netty tells of leaks when it allocates
                probe.release();
            }
            Thread.sleep(250);
            Footprint now = Footprint.now();
            boolean done = goal == null ? now.equals(last) : goal.covers(now);
            if (done || System.nanoTime() - deadline >= 0) {
                return now;
            }
            last = now;
        }
    }
}
