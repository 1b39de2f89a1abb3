package dev.plinth.cli.behaviour;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client gave in each step of a suite.
 *
 * @param problem why the suite was not run to its end; null if it was
 */
public record Transcript(List<Step> steps, String problem) {

    private static final int SHOWN = 24;

    /** Copies the list. */
    public Transcript {
        steps = List.copyOf(steps);
    }

    /**
     * A step.
     *
     * @param bytes what it gave, in its canonical form
     */
    public record Step(String name, byte[] bytes) {}

    /** For {@link #of}, through JSON. */
    public Map<String, Object> toMap() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Step step : steps) {
            all.add(Map.of(
                    "name",
                    step.name(),
                    "bytes",
                    Base64.getEncoder().withoutPadding().encodeToString(step.bytes())));
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("steps", all);
        map.put("problem", problem);
        return map;
    }

    /** What {@link #toMap} wrote. */
    public static Transcript of(Map<?, ?> map) {
        List<Step> steps = new ArrayList<>();
        for (Object each : (List<?>) map.get("steps")) {
            Map<?, ?> step = (Map<?, ?>) each;
            steps.add(new Step((String) step.get("name"), Base64.getDecoder().decode((String) step.get("bytes"))));
        }
        return new Transcript(steps, (String) map.get("problem"));
    }

    /**
     * Where this first differs from {@code other}, in words; null if all bytes are the same.
     *
     * @param whose the other's owner: {@code stock Lettuce}
     */
    public String difference(Transcript other, String whose) {
        for (int i = 0; i < Math.min(steps.size(), other.steps.size()); i++) {
            byte[] ours = steps.get(i).bytes();
            byte[] theirs = other.steps.get(i).bytes();
            int at = Arrays.mismatch(ours, theirs);
            if (at >= 0) {
                return String.format(
                        "step '%s' differs from byte %d on (of %d; %d with %s): %s; with %s: %s",
                        steps.get(i).name(),
                        at,
                        ours.length,
                        theirs.length,
                        whose,
                        shown(ours, at),
                        whose,
                        shown(theirs, at));
            }
        }
        return steps.size() == other.steps.size()
                ? null
                : steps.size() + " steps, and " + other.steps.size() + " with " + whose;
    }

    /** The first bytes from there on: as hexadecimal numbers, and as text. */
    private static String shown(byte[] bytes, int from) {
        byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + SHOWN));
        if (part.length == 0) {
            return "the end";
        }
        StringBuilder hex = new StringBuilder();
        for (byte each : part) {
            hex.append(String.format(hex.isEmpty() ? "%02x" : " %02x", each));
        }
        String text = new String(part, StandardCharsets.ISO_8859_1).replaceAll("[^\\x20-\\x7e]", ".");
        return hex + " \"" + text + "\"";
    }
}
