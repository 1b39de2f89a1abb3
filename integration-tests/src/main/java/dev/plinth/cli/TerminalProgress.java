package dev.plinth.cli;

import dev.plinth.cli.compare.Progress;
import java.io.PrintWriter;

/**
 * A bar on a terminal; elsewhere a line now and then. The script says which it is ({@code
 * plinth.terminal}), since the JVM cannot tell for standard error.
 */
final class TerminalProgress implements Progress, AutoCloseable {

    private static final int WIDTH = 30;
    private static final int LINES = 10;

    private final PrintWriter err;
    private final boolean terminal = Boolean.getBoolean("plinth.terminal");
    private final long begun = System.nanoTime();
    private final boolean estimates;
    private int lastTenth = -1;

    /** Takes each step to be as long as any other, and says how long the rest of them takes. */
    TerminalProgress(PrintWriter err) {
        this(err, true);
    }

    private TerminalProgress(PrintWriter err, boolean estimates) {
        this.err = err;
        this.estimates = estimates;
    }

    /** For steps whose descriptions say how much time is left. */
    static TerminalProgress withoutEstimate(PrintWriter err) {
        return new TerminalProgress(err, false);
    }

    @Override
    public void step(int done, int of, String what) {
        long seconds = (System.nanoTime() - begun) / 1_000_000_000;
        String left = done == 0 || !estimates ? "" : ", about " + seconds * (of - done) / done + " s left";
        if (terminal) {
            int filled = WIDTH * done / Math.max(of, 1);
            String bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
            err.printf("\r\033[K[%s] %3d%% %3d s%s  %s", bar, 100 * done / Math.max(of, 1), seconds, left, what);
            err.flush();
            return;
        }
        int tenth = LINES * done / Math.max(of, 1);
        if (tenth != lastTenth) {
            lastTenth = tenth;
            err.printf("%3d%% %3d s%s  %s%n", 100 * done / Math.max(of, 1), seconds, left, what);
            err.flush();
        }
    }

    @Override
    public void close() {
        if (terminal) {
            err.print("\r\033[K");
            err.flush();
        }
    }
}
