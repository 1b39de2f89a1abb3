package dev.plinth.netty;

import dev.plinth.api.RuntimeConfig;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what the watch has found into words, into the log and into flight recordings. */
final class LoggedReports implements WatchReports {

    private static final Logger LOG = LoggerFactory.getLogger("dev.plinth.watch");
    private static final double MEBIBYTE = 1 << 20;

    private final Duration threshold;
    private final RuntimeEvents events;

    LoggedReports(RuntimeConfig config, RuntimeEvents events) {
        this.threshold = config.get(RuntimeConfig.STALL_THRESHOLD);
        this.events = events;
    }

    @Override
    public void stalled(Stall stall) {
        LOG.warn(
                "Core {} ({}) has been kept for {} ms, {} is {} ms, by {} in queue '{}': connections and tasks of"
                        + " this core wait. If it blocks, move it off the cores (Schedulers.boundedElastic()); if it"
                        + " computes for long, let it ask needsPreempt() or yieldIfNeeded(), or give it to another"
                        + " thread; if it does neither, the machine had no CPU for it. The thread is at{}{}",
                stall.core(),
                stall.thread(),
                TimeUnit.NANOSECONDS.toMillis(stall.nanos()),
                RuntimeConfig.STALL_THRESHOLD,
                threshold.toMillis(),
                stall.task(),
                stall.queue(),
                System.lineSeparator(),
                stall.stackText());
    }

    @Override
    public void stallEnded(Stall stall, long nanos) {
        LOG.info(
                "Core {} ({}) goes on: it was kept for about {} ms by {} in queue '{}'",
                stall.core(),
                stall.thread(),
                TimeUnit.NANOSECONDS.toMillis(nanos),
                stall.task(),
                stall.queue());
        events.stall(stall, nanos);
    }

    @Override
    public void queuedTasks(int core, long tasks, int limit) {
        warn(String.format(
                Locale.ROOT,
                "%,d tasks wait on core %d, %s is %,d: more comes in than it can run. Let producers wait for what"
                        + " they have handed over, spread the work over more cores, or raise the setting",
                tasks,
                core,
                RuntimeConfig.WARN_QUEUED_TASKS,
                limit));
    }

    @Override
    public void directMemory(long bytes, int limit) {
        warn(String.format(
                Locale.ROOT,
                "Netty has reserved %.1f MiB of direct memory, %s is %.1f MiB. If connections hold it (their peers"
                        + " read slowly), lower %s; if it only ever grows, look for a leak with"
                        + " -Dio.netty.leakDetection.level=paranoid; else raise the setting",
                bytes / MEBIBYTE,
                RuntimeConfig.WARN_DIRECT_MEMORY,
                limit / MEBIBYTE,
                RuntimeConfig.WRITE_LIMIT));
    }

    private void warn(String text) {
        LOG.warn(text);
        events.warning(text);
    }
}
