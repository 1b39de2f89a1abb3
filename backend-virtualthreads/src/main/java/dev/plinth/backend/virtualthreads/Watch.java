package dev.plinth.backend.virtualthreads;

import dev.plinth.api.RuntimeConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the cores now and then, on a platform thread, which runs though tasks hog every carrier:
 * tasks that keep a core for too long, too many that wait, too much direct memory. Once all cores have
 * slept for a second it sleeps, too, until one is {@link #awake}: an idle runtime costs nothing.
 */
final class Watch implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration SELDOM = Duration.ofSeconds(1);
    private static final Duration OFTEN = Duration.ofMillis(1);
    private static final int FRAMES = 20;

    private final List<Sight> sights;
    private final Queues queues;
    private final Duration stall;
    private final int mostTasks;
    private final int mostMemory;
    private boolean tooMuchMemory;
    private volatile boolean asleep;
    private volatile boolean stopped;
    private volatile Thread thread;

    Watch(List<Core> cores, Queues queues, RuntimeConfig config) {
        this.sights = cores.stream().map(Sight::new).toList();
        this.queues = queues;
        this.stall = config.get(RuntimeConfig.STALL_THRESHOLD);
        this.mostTasks = config.get(RuntimeConfig.WARN_QUEUED_TASKS);
        this.mostMemory = config.get(RuntimeConfig.WARN_DIRECT_MEMORY);
    }

    /** What was seen of a core. */
    private static final class Sight {

        private final Core core;
        private final Count stalls = new Count();
        private long went;
        private long since = System.nanoTime();
        private boolean reported;
        private boolean tooManyTasks;

        Sight(Core core) {
            this.core = core;
        }

        /** It has run tasks or slept since it was last looked at, or does so now. */
        void goesOn(long tasksAndSleeps, long now) {
            went = tasksAndSleeps;
            since = now;
            reported = false;
        }
    }

    void start(Threads threads) {
        if (!stall.isZero() || mostTasks > 0 || mostMemory > 0) {
            threads.startPlatform("plinth-vt-watch", this);
        }
    }

    /** A core no longer sleeps. From any thread. */
    void awake() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** How often a task kept {@code core} for too long. From any thread. */
    long stalls(Core core) {
        return sights.get(core.index()).stalls.get();
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        long pause = stall.isZero() ? SELDOM.toNanos() : clamp(stall.toNanos() / 2);
        long memoryAt = System.nanoTime();
        long quietSince = memoryAt;
        while (!stopped) {
            long now = System.nanoTime();
            quietSince = isQuiet() ? quietSince : now;
            for (Sight sight : sights) {
                lookForStall(sight, now);
                lookForTasks(sight);
            }
            if (now - memoryAt >= 0) {
                memoryAt = now + SELDOM.toNanos();
                lookForMemory();
            }
            if (now - quietSince < SELDOM.toNanos()) {
                LockSupport.parkNanos(this, pause);
            } else {
                sleep();
                quietSince = System.nanoTime();
            }
        }
    }

    private boolean isQuiet() {
        for (Sight sight : sights) {
            if (!sight.core.isAsleep()) {
                return false;
            }
        }
        return true;
    }

    private void sleep() {
        asleep = true;
        // who woke before we said so may not have seen it: look again
        while (asleep && !stopped && isQuiet()) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    private static long clamp(long nanos) {
        return Math.max(OFTEN.toNanos(), Math.min(SELDOM.toNanos(), nanos));
    }

    private void lookForStall(Sight sight, long now) {
        Core core = sight.core;
        long went = core.ran() + core.sleeps();
        if (went != sight.went || core.isAsleep() || !core.thread().isAlive()) {
            sight.goesOn(went, now);
        } else if (!stall.isZero() && !sight.reported && now - sight.since >= stall.toNanos()) {
            StackTraceElement[] stack = core.thread().getStackTrace();
            if (core.ran() + core.sleeps() != went || isBetweenTurns(stack)) {
                sight.goesOn(went, now);
            } else {
                report(sight, stack);
            }
        }
    }

    /** One that was woken and has no carrier yet is still there: it waits for others, and no task keeps it. */
    private static boolean isBetweenTurns(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .anyMatch(frame -> frame.getClassName().equals(Core.class.getName())
                        && frame.getMethodName().equals(Core.BETWEEN_TURNS));
    }

    private void report(Sight sight, StackTraceElement[] stack) {
        Core core = sight.core;
        sight.reported = true;
        sight.stalls.add(1);
        Line line = core.lines().current();
        line.stalls().add(1);
        LOG.warn(
                "A task of queue '{}' has kept {} for more than {}: it should ask needsPreempt() now and then and"
                        + " yield, or run elsewhere; it is at\n{}",
                line.name(),
                core.thread().getName(),
                stall.toMillis() + " ms",
                Arrays.stream(stack).limit(FRAMES).map(frame -> "\tat " + frame).collect(Collectors.joining("\n")));
    }

    private void lookForTasks(Sight sight) {
        long waiting = mostTasks > 0 ? Statistics.queuedTasks(sight.core, queues) : 0;
        if (waiting > mostTasks && !sight.tooManyTasks) {
            sight.tooManyTasks = true;
            LOG.warn(
                    "{} tasks wait for {}, more than {} ({}): more comes in than it can do",
                    waiting,
                    sight.core.thread().getName(),
                    mostTasks,
                    RuntimeConfig.WARN_QUEUED_TASKS);
        } else if (waiting <= mostTasks / 2) {
            sight.tooManyTasks = false; // told again only after it was over
        }
    }

    private void lookForMemory() {
        long held = mostMemory > 0 ? Statistics.directMemory() : 0;
        if (held > mostMemory && !tooMuchMemory) {
            tooMuchMemory = true;
            LOG.warn(
                    "The direct buffers of this JVM hold {} bytes, more than {} ({})",
                    held,
                    mostMemory,
                    RuntimeConfig.WARN_DIRECT_MEMORY);
        } else if (held <= mostMemory / 2) {
            tooMuchMemory = false;
        }
    }
}
