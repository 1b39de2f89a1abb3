package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.cli.report.Environment;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    /** A report is sent round. */
    @Test
    void theCommandLineIsToldWithoutPasswords() {
        List<String> arguments = List.of(
                "compare",
                "--redis=redis://:secret@h:1",
                "--servers=nats://me:p/secret@n,kafka://k:9092",
                "--db-url=postgresql://h/d?user=me&password=secret&ssl=true",
                "--quick");
        assertThat(Environment.of(arguments))
                .containsEntry(
                        "command line",
                        "plinth compare --redis=redis://***@h:1 --servers=nats://***@n,kafka://k:9092"
                                + " --db-url=postgresql://h/d?user=me&password=***&ssl=true --quick");
    }
}
