package dev.plinth.netty;

/** Tells once when a number rises above a limit, and again only after it has been well below. */
final class Excess {

    private final int limit;
    private boolean told;

    /** {@code limit} 0: never. */
    Excess(int limit) {
        this.limit = limit;
    }

    int limit() {
        return limit;
    }

    boolean isNew(long value) {
        if (limit == 0) {
            return false;
        }
        if (value > limit) {
            boolean first = !told;
            told = true;
            return first;
        }
        if (value <= limit - limit / 8) {
            told = false;
        }
        return false;
    }
}
