package dev.plinth.cli.behaviour;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of holding a contestant's transcript against that of the reference: the first, which is the stock client's, that
 * ran the whole suite.
 *
 * @param steps how many steps it took
 * @param reference whose transcript it was held against; null if it is the reference itself
 * @param difference where it differs, or why its suite did not end; null if all bytes are the same
 */
public record Correctness(int steps, String reference, String difference) {

    /**
     * Of all of them.
     *
     * @param transcripts by name, the stock client's first
     */
    public static Map<String, Correctness> of(Map<String, Transcript> transcripts) {
        String reference = transcripts.keySet().stream()
                .filter(name -> transcripts.get(name).problem() == null)
                .findFirst()
                .orElse(null);
        Map<String, Correctness> all = new LinkedHashMap<>();
        transcripts.forEach((name, transcript) -> all.put(
                name,
                new Correctness(
                        transcript.steps().size(),
                        name.equals(reference) ? null : reference,
                        reference == null
                                ? transcript.problem()
                                : transcript.difference(transcripts.get(reference), reference))));
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
