package dev.plinth.cli.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.cli.db.Dataset.Operation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What pgbench is given, and what is made of what it tells. */
class PgbenchTest {

    private static final String OUTPUT = """
            pgbench (15.18 (Debian 15.18-0+deb12u1), server 18.1)
            transaction type: /tmp/select.sql
            query mode: prepared
            number of clients: 64
            maximum number of tries: 1
            number of transactions actually processed: 21573
            number of failed transactions: 0 (0.000%)
            latency average = 2.967 ms
            initial connection time = 91.004 ms
            tps = 21573.126521 (without initial connection time)
            """;

    @Test
    void itsOutputIsRead() {
        List<Long> latencies = new ArrayList<>();
        for (long i = 1000; i > 0; i--) {
            latencies.add(i);
        }

        PgbenchOutput output = PgbenchOutput.of(OUTPUT, latencies);

        assertThat(output.perSecond()).isEqualTo(21573.126521);
        assertThat(output.connectMillis()).isEqualTo(91.004);
        assertThat(output.latencyNanos(0.50)).isEqualTo(501);
        assertThat(output.latencyNanos(0.99)).isEqualTo(991);
        assertThat(PgbenchOutput.of(OUTPUT, List.of()).latencyNanos(0.99)).isZero();
    }

    /** Told to end before its connections were open, it has done nothing, and fails at nothing. */
    @Test
    void oneThatHadNotBegunIsNoFailure() {
        String nothing = """
                number of transactions actually processed: 0
                number of failed transactions: 0 (NaN%)
                """;

        assertThat(PgbenchOutput.of(nothing, List.of()).perSecond()).isZero();
    }

    @Test
    void itsErrorsAreFailures() {
        String refused = "pgbench: error: connection to server at \"127.0.0.1\", port 1 failed: Connection refused";

        assertThatThrownBy(() -> PgbenchOutput.of(refused, List.of())).hasMessageContaining("Connection refused");
        assertThatThrownBy(() -> PgbenchOutput.of(OUTPUT + refused, List.of()))
                .hasMessageContaining("Connection refused");
        assertThatThrownBy(() -> PgbenchOutput.of("", List.of())).hasMessageContaining("pgbench failed");
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void itsScriptsHaveNoParameterLeft(Operation operation) {
        assertThat(Pgbench.script(operation))
                .doesNotContain("$")
                .contains(":id")
                .endsWith(";\n");
    }
}
