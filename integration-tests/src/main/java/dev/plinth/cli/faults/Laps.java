package dev.plinth.cli.faults;

/** What the parts of a round took, for the log. */
final class Laps {

    private final StringBuilder text = new StringBuilder();
    private long begun = System.nanoTime();

    /** The next part begins. */
    void end(String part) {
        long now = System.nanoTime();
        text.append(text.isEmpty() ? "" : ", ").append(part).append(' ');
        text.append((now - begun) / 1_000_000).append(" ms");
        begun = now;
    }

    /** {@code opened 213 ms, warm 114 ms}. */
    @Override
    public String toString() {
        return text.toString();
    }
}
