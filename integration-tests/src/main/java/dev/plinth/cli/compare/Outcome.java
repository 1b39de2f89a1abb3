package dev.plinth.cli.compare;

import dev.plinth.cli.behaviour.Correctness;
import dev.plinth.cli.load.Client;
import dev.plinth.cli.servers.ServerFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What came of a comparison.
 *
 * @param rounds how many rounds were run
 * @param server the server, in words
 * @param servers what it is, or they are, of which the adapter needs several
 * @param facts what the contestants said of themselves when they were opened, by contestant
 * @param correctness whether their answers are the same, by contestant; without those whose API the suite does not know
 */
public record Outcome(
        Plan plan,
        int rounds,
        String server,
        List<ServerFacts> servers,
        List<Row> rows,
        Map<String, Map<String, Object>> facts,
        Map<String, Correctness> correctness) {

    /** A rate is kept if so much of it was done: the window cuts off an operation here and there. */
    private static final double KEPT = 0.97;

    /** The name of the server, which tells it from others in this run: {@code Redis 7.0.15}. */
    public String serverName() {
        return serverName(servers);
    }

    static String serverName(List<ServerFacts> servers) {
        return servers.stream().map(ServerFacts::name).collect(Collectors.joining(", "));
    }

    /** What was compared, for people: {@code Redis 7.0.15}, or {@code A service with …, on …}. */
    public String title() {
        String title = plan.comparison().title();
        return serverName().isEmpty()
                ? title
                : serverName().startsWith(title) ? serverName() : title + ", on " + serverName();
    }

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
        rows.stream()
                .filter(Outcome::late)
                .forEach(row -> all.add(row.contestant().name() + " did not keep the rate of "
                        + row.workload().name() + ": its latencies say how long callers had to wait because of it"));
        return all;
    }

    /** Whether it was given a rate, and did not keep it. */
    public static boolean late(Row row) {
        return row.workload().load().open()
                && row.figures() != null
                && row.figures().value(Figure.OPS_PER_SEC)
                        < KEPT * row.workload().load().rate();
    }

    /** Whether all of it was measured at fixed rates. */
    public boolean open() {
        return plan.workloads().stream().allMatch(workload -> workload.load().open());
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
