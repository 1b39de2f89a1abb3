package dev.plinth.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.cli.Plinth;
import dev.plinth.it.containers.NeedsDocker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers in containers are killed, too, and are the same servers afterwards. */
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
                "--html=" + folder.resolve("faults.html"));
        assertThat(exitCode).as(out.toString()).isZero();
        assertThat(out.toString()).contains("in a container of", "redis push: 1 of 1", "db insert: 1 of 1");
    }
}
