package dev.plinth.netty;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tasks of one queue that wait on one core, and the time they have had. On that core's thread. */
final class QueueLine {

    private static final Logger LOG = LoggerFactory.getLogger(QueueLine.class);

    /**
     * The clock is read after so many tasks at most: reading it costs more than a small task. The
     * worst that follows is that this many tasks, which all of a sudden are long, run in a row.
     */
    private static final int MOST_PER_READING = 16;

    private static final long SHORT_BATCH_NANOS = 2_000;
    private static final long LONG_BATCH_NANOS = 10_000;

    private final WeightedQueues queues;
    private final QueueSettings settings;
    private final LineWeight weight;
    private final long latencyNanos;
    private final TaskList tasks = new TaskList();
    private final Tally tasksRun = new Tally();
    private final Tally runNanos = new Tally();
    private final Tally stalls = new Tally();

    private int perReading = 1;
    private long weighedTime;
    private long dueAt;

    QueueLine(WeightedQueues queues, QueueSettings settings) {
        this.queues = queues;
        this.settings = settings;
        this.weight = new LineWeight(settings);
        this.latencyNanos = settings.latency().within().map(TimedTask::nanos).orElse(0L);
    }

    QueueSettings settings() {
        return settings;
    }

    void add(Runnable task) {
        boolean first = tasks.isEmpty();
        tasks.add(task);
        if (first) {
            queues.activate(this);
        }
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    // ---- its place among the lines of the core

    long weighedTime() {
        return weighedTime;
    }

    /** It comes back: what it left unused while it was away is lost. */
    void startAt(long least) {
        if (weighedTime - least < 0) {
            weighedTime = least;
        }
    }

    boolean hasLatency() {
        return latencyNanos > 0;
    }

    long dueAt() {
        return dueAt;
    }

    boolean isDue(long now) {
        return latencyNanos > 0 && now - dueAt >= 0;
    }

    /** Half of its time is for the slice during which a task arrives unseen, half for what is due before it. */
    void waitsFrom(long now) {
        dueAt = now + latencyNanos / 2;
    }

    /** How long it may run when it is due though others have had less. */
    long dueTurnNanos() {
        return latencyNanos / 16;
    }

    // ---- running

    /**
     * Runs tasks until {@code end}, at least one.
     *
     * @return the time now
     */
    long run(long start, long end, long mostCharged, LongSupplier clock) {
        long now = start;
        do {
            int ran = runBatch();
            long before = now;
            now = clock.getAsLong();
            long took = now - before;
            tasksRun.add(ran);
            runNanos.add(took);
            queues.account(ran, took);
            // What the system took away from the core is not all its fault.
            weighedTime += weight.weigh(Math.min(took, mostCharged), now);
            if (took > LONG_BATCH_NANOS) {
                perReading = 1;
            } else if (took < SHORT_BATCH_NANOS && perReading < MOST_PER_READING) {
                perReading *= 2;
            }
        } while (!tasks.isEmpty() && now - end < 0);
        return now;
    }

    private int runBatch() {
        int ran = 0;
        do {
            Runnable task = tasks.first();
            try {
                task.run();
            } catch (Throwable e) {
                LOG.warn("A task failed: {}", task, e);
            }
            tasks.removeFirst();
            ran++;
        } while (ran < perReading && !tasks.isEmpty());
        return ran;
    }

    // ---- for others to see

    /** About, if they change. */
    int shares() {
        return weight.shares();
    }

    Tally tasksRun() {
        return tasksRun;
    }

    Tally runNanos() {
        return runNanos;
    }

    /** Kept by the watch. */
    Tally stalls() {
        return stalls;
    }

    /** About. */
    int depth() {
        return tasks.size();
    }

    /** What it runs, if it is running; a guess. */
    Runnable first() {
        return tasks.first();
    }
}
