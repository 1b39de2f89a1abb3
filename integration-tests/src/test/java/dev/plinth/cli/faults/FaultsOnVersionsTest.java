package dev.plinth.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import dev.plinth.cli.report.FaultsConsole;
import dev.plinth.cli.report.FaultsHtml;
import dev.plinth.cli.report.FaultsJson;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Several servers of a kind: each is a stage of its own, has its own rows, and is named where there are several. */
class FaultsOnVersionsTest {

    private static final Trial REDIS = new RedisTrial();
    private static final Trial NATS = new NatsTrial();

    @Test
    void eachServerThatWasAskedForIsAStage() {
        List<Stage> stages = Stage.of(List.of(REDIS, NATS), servers("redis://a,redis://b,nats://c"));

        assertThat(stages).extracting(Stage::name).containsExactly("redis, a", "redis, b", "nats");
        assertThat(stages.subList(0, 2))
                .extracting(stage -> stage.servers().start(ServerKind.REDIS).uri())
                .containsExactly("redis://a", "redis://b");
    }

    @Test
    void reportsTellThemApart() throws IOException {
        List<Stage> stages = Stage.of(List.of(REDIS), servers("redis://a,redis://b"));
        Workload push = REDIS.workloads().get(0);
        List<Cell> cells = new ArrayList<>();
        Map<Stage, String> descriptions = new HashMap<>();
        for (Stage stage : stages) {
            boolean lossy = stage.server().equals("b");
            descriptions.put(stage, lossy ? "Redis 8.0.2" : "Redis 7.0.15");
            Contestant contestant = new Contestant("netty-nio", "nio", null, null, false);
            cells.add(new Cell(
                    stage.adapter(),
                    stage.server(),
                    push,
                    contestant,
                    Fault.CUT,
                    counts(lossy ? 3 : 0),
                    null,
                    false,
                    true,
                    List.of()));
        }
        FaultsReport report = new FaultsReport(stages, List.of(Fault.CUT), descriptions, cells);

        assertThat(FaultsConsole.render(report))
                .containsSubsequence("[redis push, a]", "Redis 7.0.15", "[redis push, b]", "Redis 8.0.2")
                .contains(
                        "redis push on netty-nio, b, fault cut: 3 lost",
                        "redis push, a: 1 of 1 cells on Plinth kept their promise",
                        "redis push, b: 0 of 1 cells on Plinth kept their promise");
        assertThat(FaultsHtml.render(report, Map.of())).contains("redis push, a: ", "redis push, b: ");
        String json = FaultsJson.render(report, Map.of());
        assertThat(FaultsSuiteTest.schema().validate(json, InputFormat.JSON)).isEmpty();
        assertThat(FaultsSuiteTest.rows(json))
                .extracting(row -> (String) row.get("server"))
                .containsExactly("Redis 7.0.15", "Redis 8.0.2");
    }

    private static Counts counts(int lost) {
        Map<Count, Integer> counts = new EnumMap<>(Count.class);
        for (Count count : Count.values()) {
            counts.put(count, 0);
        }
        counts.put(Count.LOST, lost);
        return new Counts(100, 100, counts, 7, null);
    }

    static Servers servers(String addresses) {
        return Servers.of(
                List.of(addresses.split(",")),
                Map.of(),
                List.of(),
                List.of(ServerKind.REDIS, ServerKind.NATS),
                IllegalArgumentException::new);
    }
}
