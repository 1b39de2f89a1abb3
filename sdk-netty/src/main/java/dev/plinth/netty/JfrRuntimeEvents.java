package dev.plinth.netty;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectionStats;
import dev.plinth.api.CoreStats;
import dev.plinth.api.RingStats;
import dev.plinth.api.RuntimeInfo;
import dev.plinth.api.RuntimeStats;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;

/** Commits the events of {@link JfrEvents}, from when the JVM's flight recorder is first used. */
final class JfrRuntimeEvents implements RuntimeEvents, FlightRecorderListener {

    private final RuntimeInfo info;
    private final Supplier<RuntimeStats> stats;
    private final long started = System.currentTimeMillis();
    private final Runnable runtimeHook = this::commitRuntime;
    private final Runnable statisticsHook = this::commitStatistics;
    private volatile boolean recorded;
    private volatile boolean stopped;

    private JfrRuntimeEvents(RuntimeInfo info, Supplier<RuntimeStats> stats) {
        this.info = info;
        this.stats = stats;
    }

    static RuntimeEvents create(RuntimeInfo info, Supplier<RuntimeStats> stats) {
        JfrRuntimeEvents events = new JfrRuntimeEvents(info, stats);
        FlightRecorder.addListener(events); // which says so at once if it is in use already
        return events;
    }

    @Override
    public void recorderInitialized(FlightRecorder recorder) {
        if (recorded || stopped) {
            return;
        }
        FlightRecorder.addPeriodicEvent(JfrEvents.RunningRuntime.class, runtimeHook);
        FlightRecorder.addPeriodicEvent(JfrEvents.CoreStatistics.class, statisticsHook);
        recorded = true;
        if (stopped) {
            stop(); // whoever stopped it may have come too early to take the hooks out
        }
    }

    @Override
    public void stop() {
        stopped = true;
        FlightRecorder.removeListener(this);
        if (recorded) {
            recorded = false;
            FlightRecorder.removePeriodicEvent(runtimeHook);
            FlightRecorder.removePeriodicEvent(statisticsHook);
        }
    }

    @Override
    public void stall(Stall stall, long nanos) {
        if (!recorded) {
            return;
        }
        JfrEvents.Stall event = new JfrEvents.Stall();
        if (event.shouldCommit()) {
            event.backend = info.backend();
            event.core = stall.core();
            event.queue = stall.queue();
            event.task = stall.task();
            event.lasted = nanos;
            event.stack = stall.stackText();
            event.commit();
        }
    }

    @Override
    public void warning(String text) {
        if (!recorded) {
            return;
        }
        JfrEvents.Warning event = new JfrEvents.Warning();
        if (event.shouldCommit()) {
            event.backend = info.backend();
            event.text = text;
            event.commit();
        }
    }

    @Override
    public void opened(AsyncConnection connection) {
        if (!recorded) {
            return;
        }
        JfrEvents.ConnectionOpened event = new JfrEvents.ConnectionOpened();
        if (event.shouldCommit()) {
            event.core = connection.core();
            event.local = String.valueOf(connection.localAddress());
            event.remote = String.valueOf(connection.remoteAddress());
            event.commit();
        }
    }

    @Override
    public void closed(AsyncConnection connection, long openNanos, Throwable cause) {
        if (!recorded) {
            return;
        }
        JfrEvents.ConnectionClosed event = new JfrEvents.ConnectionClosed();
        if (event.shouldCommit()) {
            ConnectionStats counts = connection.stats();
            event.core = connection.core();
            event.local = String.valueOf(connection.localAddress());
            event.remote = String.valueOf(connection.remoteAddress());
            event.open = openNanos;
            event.bytesRead = counts.bytesRead();
            event.bytesWritten = counts.bytesWritten();
            event.reads = counts.reads();
            event.writes = counts.writes();
            event.cause = cause == null ? null : cause.toString();
            event.commit();
        }
    }

    /** Called by the flight recorder at the start of each part of a recording. */
    private void commitRuntime() {
        JfrEvents.RunningRuntime event = new JfrEvents.RunningRuntime();
        event.backend = info.backend();
        event.transport = info.transport();
        event.cores = info.cores().size();
        event.started = started;
        event.info = info.toString();
        event.commit();
    }

    /** Called by it every second, or as the recording's settings say. */
    private void commitStatistics() {
        for (CoreStats core : stats.get().cores()) {
            RingStats ring = core.ring().orElse(new RingStats(-1, -1, -1));
            JfrEvents.CoreStatistics event = new JfrEvents.CoreStatistics();
            event.backend = info.backend();
            event.core = core.core();
            event.tasksRun = core.tasksRun();
            event.queuedTasks = core.queuedTasks();
            event.busy = core.busyNanos();
            event.polls = core.polls();
            event.spins = core.spins();
            event.sleeps = core.sleeps();
            event.wakeupsSent = core.wakeupsSent();
            event.wakeupsSaved = core.wakeupsSaved();
            event.stalls = core.stalls();
            event.submissions = ring.submissions();
            event.completions = ring.completions();
            event.overflows = ring.overflows();
            event.commit();
        }
    }
}
