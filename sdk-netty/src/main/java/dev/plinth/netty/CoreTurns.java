package dev.plinth.netty;

/**
 * What a core does, turn by turn: it takes what it was sent, runs tasks for a slice, then I/O, then
 * Netty's own tasks for a slice. When there is nothing to do it looks around for a little longer, and
 * then sleeps until something comes. On the core's thread.
 */
final class CoreTurns {

    /** Of each sender, before tasks run. */
    private static final int MOST_MAIL = 4096;

    private final Mailboxes mailboxes;
    private final WeightedQueues queues;
    private final QueueLine defaultLine;
    private final long spinNanos;
    private final CoreCounts counts;

    private SlicedEventLoop loop;
    private boolean ending;
    private long endBy;

    CoreTurns(Mailboxes mailboxes, WeightedQueues queues, QueueLine defaultLine, long spinNanos, CoreCounts counts) {
        this.mailboxes = mailboxes;
        this.queues = queues;
        this.defaultLine = defaultLine;
        this.spinNanos = spinNanos;
        this.counts = counts;
    }

    /** Before the first turn. */
    void on(SlicedEventLoop loop) {
        this.loop = loop;
    }

    /** No turn sleeps any more: what is left is to be done by {@code deadline}, if it can. */
    void end(long deadline) {
        ending = true;
        endBy = deadline;
    }

    boolean isEnding() {
        return ending;
    }

    boolean isLate() {
        return ending && System.nanoTime() - endBy >= 0;
    }

    /** Whether the core may sleep, as far as it is not Netty's to say. */
    boolean nothingArrived() {
        return !queues.hasTasks() && mailboxes.isEmpty();
    }

    void turn() {
        work();
        if (ending || !nothingArrived()) {
            poll();
        } else if (spinNanos == 0) {
            sleep();
        } else {
            spin();
        }
    }

    /** A turn that does not sleep. */
    void turnAwake() {
        work();
        poll();
    }

    private void work() {
        counts.received().add(mailboxes.receive(this::open, MOST_MAIL));
        queues.runSlice();
    }

    /** Takes something that was sent. */
    void open(Runnable mail) {
        if (mail instanceof Mail special) {
            special.run();
        } else {
            defaultLine.add(mail);
        }
    }

    private int poll() {
        queues.leaveSlice();
        return loop.runNow(SlicedEventLoop.IO_ALONE) + runNettysTasks();
    }

    /** Not if there is anything to do, be it I/O. */
    private void sleep() {
        queues.leaveSlice();
        loop.run(0, SlicedEventLoop.IO_ALONE);
        runNettysTasks();
    }

    private int runNettysTasks() {
        int ran = loop.runTasks();
        counts.nettyTasks().add(ran);
        return ran;
    }

    /** Until something has come. No {@code onSpinWait}: blocking detectors take it for blocking. */
    private void spin() {
        long until = 0;
        boolean timed = false;
        while (poll() == 0 && nothingArrived()) {
            long now = System.nanoTime();
            if (!timed) {
                timed = true;
                until = now + spinNanos;
            } else if (now - until >= 0) {
                sleep();
                return;
            }
            counts.spins().add(1);
        }
    }
}
