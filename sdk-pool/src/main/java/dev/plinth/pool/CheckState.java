package dev.plinth.pool;

/** What the health checks of an endpoint have come to. One check at a time; read by any thread. */
final class CheckState {

    private int good;
    private int bad;
    private volatile boolean down;
    private volatile long failed;

    /** True if the endpoint comes back by that. */
    boolean passed(int upAfter) {
        bad = 0;
        good++;
        if (down && good >= upAfter) {
            down = false;
            return true;
        }
        return false;
    }

    void failed(int downAfter) {
        good = 0;
        bad++;
        failed = failed + 1;
        if (bad >= downAfter) {
            down = true;
        }
    }

    boolean isDown() {
        return down;
    }

    long failures() {
        return failed;
    }
}
