package dev.plinth.cli.faults;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** Keeps count of one contestant's operations. Any thread may tell it something. */
final class Tally {

    /** Longer than one read of a socket is likely to take at once where bytes trickle. */
    private static final String FILLING = "0123456789abcdefghijklmnopqrstuvwxyz".repeat(14);

    private final Set<Integer> confirmed = new HashSet<>();
    private final Set<Integer> waiting = new HashSet<>();
    private int sent;
    private int failed;
    private int wrong;
    private int lateStart = Integer.MAX_VALUE;
    private int late;
    private String firstError;
    private long lastConfirmed;
    private long longestGap;
    private boolean faulty;

    /** The text of a new operation; the text of each is another one, and long enough to be hit by a fault. */
    synchronized String next() {
        waiting.add(sent);
        return text(sent++);
    }

    private static String text(int id) {
        return id + "|" + FILLING;
    }

    private static int id(String text) {
        return Integer.parseInt(text.substring(0, text.indexOf('|')));
    }

    /** An operation has ended. {@code answer} is null where the protocol says nothing but yes. */
    synchronized void ended(String text, String answer, Throwable error) {
        int id = id(text);
        waiting.remove(id);
        if (error != null) {
            failed++;
            firstError = firstError == null ? line(error) : firstError;
        } else if (answer != null && !answer.equals(text)) {
            wrong++;
        } else {
            confirmed.add(id);
            late += id >= lateStart ? 1 : 0;
            gapEnds();
        }
    }

    private void gapEnds() {
        long now = System.nanoTime();
        if (faulty) {
            longestGap = Math.max(longestGap, now - lastConfirmed);
        }
        lastConfirmed = now;
    }

    /** From now on it counts how long nothing is confirmed. */
    synchronized void faultBegins() {
        faulty = true;
        lastConfirmed = System.nanoTime();
    }

    /** Operations that begin from now on show whether it works again. */
    synchronized void faultIsOver() {
        lateStart = sent;
    }

    /** No more operations begin. */
    synchronized void loadEnds() {
        gapEnds();
        faulty = false;
    }

    synchronized int confirmed() {
        return confirmed.size();
    }

    /** How many were confirmed that began after the fault was over. */
    synchronized int confirmedAfter() {
        return late;
    }

    synchronized int waiting() {
        return waiting.size();
    }

    /**
     * Compares with what the server has.
     *
     * @param unanswered what those are that have no end though a later one has come; without that they may still come
     */
    synchronized Counts audit(Collection<String> stored, Count unanswered) {
        Map<Integer, Integer> times = new HashMap<>();
        int foreign = 0;
        for (String text : stored) {
            Integer id = ours(text);
            if (id == null) {
                foreign++;
            } else {
                times.merge(id, 1, Integer::sum);
            }
        }
        Map<Count, Integer> counts = new EnumMap<>(Count.class);
        counts.put(Count.LOST, (int)
                confirmed.stream().filter(id -> !times.containsKey(id)).count());
        counts.put(Count.DOUBLED, (int)
                times.values().stream().filter(count -> count > 1).count());
        counts.put(Count.WRONG, wrong + foreign);
        counts.put(Count.FAILED, failed);
        int last = confirmed.stream().mapToInt(Integer::intValue).max().orElse(-1);
        int passedBy = (int) waiting.stream().filter(id -> id < last).count();
        counts.put(Count.HUNG, waiting.size() - passedBy);
        counts.merge(unanswered, passedBy, Integer::sum);
        return new Counts(sent, confirmed.size(), counts, longestGap / 1_000_000, firstError);
    }

    private Integer ours(String text) {
        if (!text.matches("[0-9]{1,8}\\|.*")) {
            return null;
        }
        int id = id(text);
        return id < sent && text.equals(text(id)) ? id : null;
    }

    /** The first line of an error, with its kind. */
    static String line(Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null
                ? ""
                : ": " + cause.getMessage().lines().findFirst().orElse("");
        return cause.getClass().getSimpleName() + message;
    }
}
