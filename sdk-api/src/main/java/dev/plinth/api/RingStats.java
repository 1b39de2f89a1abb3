package dev.plinth.api;

/**
 * The submission and completion rings of a core, since the start.
 *
 * @param submissions operations handed to the kernel; -1 if the ring does not tell
 * @param completions results that came back; -1 if the ring does not tell
 * @param overflows how often the kernel found the completion ring full and kept results back (none is
 *     lost); -1 if the ring does not tell
 */
public record RingStats(long submissions, long completions, long overflows) {}
