package dev.plinth.cli.behaviour;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of holding a contestant's transcript against that of the reference: the first, which is the stock client's, that
 * ran the whole suite.
 *
 * @param steps how many steps it took
 * @param reference whose transcript it was held against; null if it is the reference itself
 * @param difference where it differs; null if all bytes are the same
 */
public record Correctness(int steps, String reference, String difference) {

    /**
     * Of all that ran the suite to its end.
     *
     * @param transcripts by name, the stock client's first, if it is among them
     */
    public static Map<String, Correctness> of(Map<String, Transcript> transcripts) {
        Map<String, Correctness> all = new LinkedHashMap<>();
        String reference = null;
        for (Map.Entry<String, Transcript> each : transcripts.entrySet()) {
            String difference =
                    reference == null ? null : each.getValue().difference(transcripts.get(reference), reference);
            all.put(each.getKey(), new Correctness(each.getValue().steps().size(), reference, difference));
            reference = reference == null ? each.getKey() : reference;
        }
        return all;
    }

    /** Whether something is not as it must be. */
    public boolean wrong() {
        return difference != null;
    }

    /** In words: {@code correct: 40 steps identical}. */
    public String text() {
        return wrong() ? "wrong: " + difference : "correct: " + steps + " steps identical";
    }
}
