package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.cli.compare.Comparisons;
import dev.plinth.cli.compare.Scope;
import dev.plinth.cli.compare.Workload;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is run of which adapter, as the arguments have it. */
class ScopeTest {

    private static Map<String, List<String>> of(List<String> workloads, List<Integer> callers, boolean quick) {
        return Scope.of(Comparisons.all(), workloads, callers, quick, IllegalArgumentException::new).stream()
                .collect(Collectors.toMap(
                        scope -> scope.comparison().adapter(),
                        scope -> scope.workloads().stream().map(Workload::name).toList()));
    }

    @Test
    void withoutNamesEverythingOfEveryAdapter() {
        assertThat(of(null, null, false)).containsOnlyKeys("redis", "connections", "db", "nats", "kafka", "service");
        assertThat(of(null, null, false).get("redis")).hasSize(8);
        assertThat(of(null, null, false).get("db")).hasSize(12).contains("select-1", "transaction-64");
        assertThat(of(null, null, true).get("db")).hasSizeLessThan(4);
    }

    @Test
    void anAdapterThatHasNothingOfWhatIsNamedIsLeftOut() {
        assertThat(of(List.of("rows-8"), null, true)).isEqualTo(Map.of("db", List.of("rows-8")));
        assertThat(of(List.of("get-pipelined-64", "insert-1"), null, false))
                .isEqualTo(Map.of("redis", List.of("get-pipelined-64"), "db", List.of("insert-1")));
    }

    @Test
    void atARateTheyHaveNamesOfTheirOwn() {
        Scope scope = new Scope(
                Comparisons.all().get(0), Comparisons.all().get(0).workloads().subList(0, 1));

        Workload workload = scope.at(5000).workloads().get(0);
        assertThat(workload.name()).isEqualTo("get-blocking-1@5000");
        assertThat(workload.load().open()).isTrue();
        assertThat(workload.load().rate()).isEqualTo(5000);
    }

    @Test
    void callersNarrowItDown() {
        assertThat(of(null, List.of(8), false))
                .isEqualTo(Map.of("db", List.of("select-8", "rows-8", "insert-8", "transaction-8")));
    }
}
