package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.cli.servers.ServerKind;
import dev.plinth.it.containers.NeedsDocker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two versions of a server, in containers. */
@NeedsDocker
class ServerVersionsOnContainersTest {

    @Test
    void eachImageIsRunAgainst(@TempDir Path folder) throws IOException {
        Program program = ServerVersionsTest.compare(
                folder,
                "--servers=testcontainers",
                "--image=redis=" + ServerKind.REDIS.usualImage() + "," + NeedsDocker.OTHER_REDIS);

        assertThat(program.exitCode()).as(program.out() + program.err()).isZero();
        List<Map<String, Object>> rows = ReportTest.rows(Files.readString(folder.resolve("report.json")));
        assertThat(rows).hasSize(4).allSatisfy(row -> assertThat(row).containsEntry("status", "ok"));
        assertThat(rows.subList(0, 2))
                .allSatisfy(row -> assertThat((String) row.get("server")).startsWith("Redis 7.0."));
        assertThat(rows.subList(2, 4))
                .allSatisfy(row -> assertThat((String) row.get("server")).startsWith("Redis 6.2."));
        assertThat(program.out())
                .containsPattern("redis, Redis 7\\.0\\.\\d+ \\(redis:7\\.0\\) +ran, correct: \\d+ steps identical")
                .containsPattern("redis, Redis 6\\.2\\.\\d+ \\(redis:6\\.2\\) +ran, correct: \\d+ steps identical");
    }
}
