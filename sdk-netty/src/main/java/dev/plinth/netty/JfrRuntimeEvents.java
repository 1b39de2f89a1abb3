package dev.plinth.netty;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectionStats;
import dev.plinth.api.CoreStats;
import dev.plinth.api.RingStats;
import dev.plinth.api.RuntimeInfo;
import dev.plinth.api.RuntimeStats;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;

/** Commits the events of {@link JfrEvents}. All that is not recorded costs a look at a flag. */
final class JfrRuntimeEvents implements RuntimeEvents {

    private final String backend;
    private final Supplier<RuntimeStats> stats;
    private final Runnable periodic = this::coreStatistics;

    JfrRuntimeEvents(String backend, Supplier<RuntimeStats> stats) {
        this.backend = backend;
        this.stats = stats;
        FlightRecorder.addPeriodicEvent(JfrEvents.CoreStatistics.class, periodic);
    }

    @Override
    public void stop() {
        FlightRecorder.removePeriodicEvent(periodic);
    }

    @Override
    public void started(RuntimeInfo info) {
        JfrEvents.RuntimeStarted event = new JfrEvents.RuntimeStarted();
        if (event.shouldCommit()) {
            event.backend = backend;
            event.transport = info.transport();
            event.cores = info.cores().size();
            event.info = info.toString();
            event.commit();
        }
    }

    @Override
    public void stall(Stall stall, long nanos) {
        JfrEvents.Stall event = new JfrEvents.Stall();
        if (event.shouldCommit()) {
            event.backend = backend;
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
        JfrEvents.Warning event = new JfrEvents.Warning();
        if (event.shouldCommit()) {
            event.backend = backend;
            event.text = text;
            event.commit();
        }
    }

    @Override
    public void opened(AsyncConnection connection) {
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

    /** Called by the flight recorder, on a thread of its own. */
    private void coreStatistics() {
        for (CoreStats core : stats.get().cores()) {
            RingStats ring = core.ring().orElse(new RingStats(-1, -1, -1));
            JfrEvents.CoreStatistics event = new JfrEvents.CoreStatistics();
            event.backend = backend;
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
