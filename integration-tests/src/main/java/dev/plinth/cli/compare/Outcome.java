package dev.plinth.cli.compare;

import dev.plinth.cli.load.Client;
import java.util.ArrayList;
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

    /** What is not as it could be with those that ran (a core that is not pinned, say), in sentences. */
    public List<String> warnings() {
        List<String> all = new ArrayList<>();
        facts.forEach((contestant, opened) -> {
            if (opened.get("facts") instanceof Map<?, ?> told
                    && told.get(Client.WARNINGS) instanceof String warnings
                    && !warnings.isEmpty()) {
                all.add(contestant + " warns: " + warnings);
            }
        });
        return all;
    }

    /** The baseline's row under the same workload. */
    public Row stock(Row row) {
        return rows.stream()
                .filter(each -> each.workload().equals(row.workload()))
                .findFirst()
                .orElseThrow();
    }

    /** Whether some contestant failed. */
    public boolean failed() {
        return rows.stream().anyMatch(Row::failed);
    }
}
