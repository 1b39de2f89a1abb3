package dev.plinth.netty;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import jdk.jfr.Timestamp;

/**
 * The events, by what they look like in a recording. Counts are since the start, -1 where unknown. To
 * be touched only once somebody records: the first event that is loaded brings the whole flight
 * recorder along, which takes a quarter of a second.
 */
final class JfrEvents {

    private JfrEvents() {}

    @Name("plinth.Runtime")
    @Label("Runtime")
    @Category("Plinth")
    @Description("A runtime that is running")
    @Period("beginChunk")
    @StackTrace(false)
    static final class RunningRuntime extends Event {

        @Label("Backend")
        String backend;

        @Label("Transport")
        String transport;

        @Label("Cores")
        int cores;

        @Label("Started")
        @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
        long started;

        @Label("Information")
        String info;
    }

    @Name("plinth.Stall")
    @Label("Stall")
    @Category("Plinth")
    @Description("A core did not go on for longer than plinth.stall-threshold; recorded once it does")
    @StackTrace(false)
    static final class Stall extends Event {

        @Label("Backend")
        String backend;

        @Label("Core")
        int core;

        @Label("Task Queue")
        String queue;

        @Label("Task")
        String task;

        @Label("Lasted")
        @Timespan(Timespan.NANOSECONDS)
        long lasted;

        @Label("Stack of the Core")
        @Description("Where the core's thread was when the stall was noticed")
        String stack;
    }

    @Name("plinth.Warning")
    @Label("Warning")
    @Category("Plinth")
    @StackTrace(false)
    static final class Warning extends Event {

        @Label("Backend")
        String backend;

        @Label("Text")
        String text;
    }

    @Name("plinth.ConnectionOpened")
    @Label("Connection Opened")
    @Category("Plinth")
    @Enabled(false)
    @StackTrace(false)
    static final class ConnectionOpened extends Event {

        @Label("Core")
        int core;

        @Label("Local Address")
        String local;

        @Label("Remote Address")
        String remote;
    }

    @Name("plinth.ConnectionClosed")
    @Label("Connection Closed")
    @Category("Plinth")
    @Enabled(false)
    @StackTrace(false)
    static final class ConnectionClosed extends Event {

        @Label("Core")
        int core;

        @Label("Local Address")
        String local;

        @Label("Remote Address")
        String remote;

        @Label("Open")
        @Timespan(Timespan.NANOSECONDS)
        long open;

        @Label("Bytes Read")
        @DataAmount
        long bytesRead;

        @Label("Bytes Written")
        @DataAmount
        long bytesWritten;

        @Label("Reads")
        long reads;

        @Label("Writes")
        long writes;

        @Label("Cause")
        @Description("What closed it, if that was a failure")
        String cause;
    }

    @Name("plinth.CoreStatistics")
    @Label("Core Statistics")
    @Category("Plinth")
    @Period("1 s")
    @StackTrace(false)
    static final class CoreStatistics extends Event {

        @Label("Backend")
        String backend;

        @Label("Core")
        int core;

        @Label("Tasks Run")
        long tasksRun;

        @Label("Tasks Queued")
        long queuedTasks;

        @Label("Busy")
        @Timespan(Timespan.NANOSECONDS)
        long busy;

        @Label("Polls")
        long polls;

        @Label("Spins")
        long spins;

        @Label("Sleeps")
        long sleeps;

        @Label("Wake-ups Sent")
        long wakeupsSent;

        @Label("Wake-ups Saved")
        long wakeupsSaved;

        @Label("Stalls")
        long stalls;

        @Label("Submissions")
        long submissions;

        @Label("Completions")
        long completions;

        @Label("Overflows")
        long overflows;
    }
}
