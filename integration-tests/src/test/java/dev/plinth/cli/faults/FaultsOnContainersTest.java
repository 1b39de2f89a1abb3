package dev.plinth.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.cli.Plinth;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.it.containers.NeedsDocker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers in containers are killed, too, and are the same servers afterwards: of several versions each one. */
@NeedsDocker
class FaultsOnContainersTest {

    @Test
    void whatWasConfirmedSurvivesTheKillingOfContainers(@TempDir Path folder) {
        StringWriter out = new StringWriter();
        int exitCode = Plinth.run(
                new PrintWriter(out, true),
                new PrintWriter(new StringWriter(), true),
                "faults",
                "redis",
                "db",
                "--faults=kill",
                "--backends=netty-nio",
                "--servers=testcontainers",
                "--image=redis=" + ServerKind.REDIS.usualImage() + "," + NeedsDocker.OTHER_REDIS,
                "--html=" + folder.resolve("faults.html"));
        assertThat(exitCode).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("redis push, redis:7.0: 1 of 1", "redis push, redis:6.2: 1 of 1", "db insert: 1 of 1")
                .containsPattern("Redis 7\\.0\\.\\d+, in a container of redis:7\\.0")
                .containsPattern("Redis 6\\.2\\.\\d+, in a container of redis:6\\.2");
    }
}
