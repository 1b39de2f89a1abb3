package dev.plinth.cli.compare;

import java.util.List;
import java.util.Map;

/**
 * What came of a comparison.
 *
 * @param rounds how many rounds were run
 * @param server the server, in words
 * @param facts what the contestants said of themselves when they were opened, by contestant
 */
public record Outcome(Plan plan, int rounds, String server, List<Row> rows, Map<String, Map<String, Object>> facts) {

    /** Whether some contestant failed. */
    public boolean failed() {
        return rows.stream().anyMatch(Row::failed);
    }
}
