package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import com.networknt.schema.InputFormat;
import dev.plinth.cli.report.ConsoleReport;
import dev.plinth.cli.report.HtmlReport;
import dev.plinth.cli.servers.EmbeddedRedis;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several servers of a kind: each is run against, and every row and cell names its own. */
class ServerVersionsTest {

    @Test
    void eachOfSeveralServersIsRunAgainst(@TempDir Path folder) throws IOException {
        try (EmbeddedRedis one = EmbeddedRedis.start();
                EmbeddedRedis other = EmbeddedRedis.start("maxmemory 128mb")) {
            Program program = compare(folder, "--servers=" + one.uri() + "," + other.uri());

            assertThat(program.exitCode()).as(program.out() + program.err()).isZero();
            String first = "Redis 6.2.11 (127.0.0.1:" + one.port() + ")";
            String second = "Redis 6.2.11 (127.0.0.1:" + other.port() + ")";
            assertThat(program.out())
                    .contains("[get-blocking-1]  on " + first, "[get-blocking-1]  on " + second)
                    .containsPattern("redis, \\Q" + first + "\\E +ran, correct: \\d+ steps identical")
                    .containsPattern("redis, \\Q" + second + "\\E +ran, correct: \\d+ steps identical");
            assertThat(Files.readString(folder.resolve("report.html"))).contains(first, second);
            String json = Files.readString(folder.resolve("report.json"));
            assertThat(JsonSchemaTest.schema().validate(json, InputFormat.JSON)).isEmpty();
            assertThat(ReportTest.rows(json))
                    .extracting(row -> row.get("server"))
                    .containsExactly(first, first, second, second);
            List<?> runs = (List<?>) JSON.std.mapFrom(json).get("runs");
            assertThat((List<?>) ((Map<?, ?>) runs.get(1)).get("servers"))
                    .singleElement()
                    .satisfies(server -> {
                        Map<?, ?> facts = (Map<?, ?>) server;
                        assertThat(facts.get("kind")).isEqualTo("redis");
                        assertThat(facts.get("version")).isEqualTo("6.2.11");
                        assertThat(facts.get("origin")).isEqualTo("given");
                        assertThat(facts.get("address")).isEqualTo("127.0.0.1:" + other.port());
                    });
        }
    }

    /** Redis, in one short round on one backend. */
    static Program compare(Path folder, String... servers) {
        return Program.run(Stream.concat(
                        Stream.of(
                                "compare",
                                "redis",
                                "--quick",
                                "--workloads=get-blocking-1",
                                "--backends=netty-nio",
                                "--peers=none",
                                "--rounds=1",
                                "--seconds=0.5",
                                "--json=" + folder.resolve("report.json"),
                                "--html=" + folder.resolve("report.html")),
                        Stream.of(servers))
                .toArray(String[]::new));
    }

    @Test
    void reportsOfTwoVersionsTellThemApart() {
        assertThat(ConsoleReport.render(Canned.on("7.0.15", "8.0.2")))
                .contains("[get-pipelined-64]  on Redis 7.0.15", "[get-pipelined-64]  on Redis 8.0.2")
                .containsPattern("redis, Redis 7.0.15 +ran")
                .containsPattern("redis, Redis 8.0.2 +ran")
                .contains("  Redis 7.0.15: Take percore-uring.", "  Redis 8.0.2: Take percore-uring.");
        assertThat(HtmlReport.render(Canned.on("7.0.15", "8.0.2")))
                .contains("Redis 7.0.15 on Plinth, beside", "Redis 8.0.2 on Plinth, beside");
    }

    @Test
    void whatIsAskedForTogetherIsStartedInStep() {
        Servers servers = Servers.of(
                List.of("redis://a,redis://b".split(",")),
                Map.of(ServerKind.NATS, "nats://c"),
                List.of(),
                List.of(ServerKind.REDIS, ServerKind.NATS),
                IllegalArgumentException::new);

        assertThat(servers.each(List.of(ServerKind.REDIS)))
                .extracting(each -> each.start(ServerKind.REDIS).uri())
                .containsExactly("redis://a", "redis://b");
        assertThat(servers.each(List.of(ServerKind.NATS))).hasSize(1);
        assertThat(servers.each(List.of(ServerKind.REDIS, ServerKind.NATS)))
                .extracting(each -> each.start(ServerKind.NATS).uri())
                .containsExactly("nats://c", "nats://c");
    }

    @Test
    void anImageWithoutItsServerIsRefused() {
        assertThatThrownBy(() -> Servers.of(
                        List.of("auto"),
                        Map.of(),
                        List.of("redis:7.4"),
                        List.of(ServerKind.REDIS),
                        IllegalArgumentException::new))
                .hasMessageContaining("--image=redis:7.4 names no server: give SERVER=NAME");
    }
}
