package dev.plinth.cli.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Picks by name. */
public final class Selection {

    private Selection() {}

    /**
     * Those of {@code known} that are named, in the order of {@code known}.
     *
     * @param kind what they are, for the message: {@code adapter}
     * @param names the names; none means all
     * @param wrong makes the exception for an unknown name; the message lists the known ones
     */
    public static <T> List<T> of(
            String kind,
            List<T> known,
            Function<T, String> name,
            List<String> names,
            Function<String, ? extends RuntimeException> wrong) {
        if (names.isEmpty()) {
            return known;
        }
        List<String> knownNames = known.stream().map(name).toList();
        for (String asked : names) {
            if (!knownNames.contains(asked)) {
                throw wrong.apply("unknown " + kind + " '" + asked + "'; known: " + String.join(", ", knownNames));
            }
        }
        List<T> chosen = new ArrayList<>(known);
        chosen.removeIf(one -> !names.contains(name.apply(one)));
        return chosen;
    }
}
