package dev.plinth.cli.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.cli.load.CannotRunException;
import org.junit.jupiter.api.Test;

/** What is made of what redis-benchmark tells; and limits that are too low. */
class RedisBenchmarkOutputTest {

    private static final String HEADER =
            "\"test\",\"rps\",\"avg_latency_ms\",\"min_latency_ms\",\"p50_latency_ms\",\"p95_latency_ms\","
                    + "\"p99_latency_ms\",\"max_latency_ms\"\n";

    @Test
    void itsOutputIsRead() {
        RedisBenchmarkOutput output = RedisBenchmarkOutput.of(HEADER
                + "\"GET plinth:compare:native\",\"53191.49\",\"0.5\",\"0.1\",\"0.479\",\"0.7\",\"1.031\",\"2.0\"\n");

        assertThat(output).isEqualTo(new RedisBenchmarkOutput(53191.49, 479_000, 1_031_000));
    }

    @Test
    void whatTookNoTimeHasNoRate() {
        assertThat(RedisBenchmarkOutput.of(HEADER + "\"GET k\",\"inf\",\"0\",\"0\",\"0.1\",\"0\",\"0.1\",\"0\"\n")
                        .perSecond())
                .isInfinite();
    }

    @Test
    void itsErrorsAreFailures() {
        assertThatThrownBy(
                        () -> RedisBenchmarkOutput.of("Could not connect to Redis at 127.0.0.1:1: Connection refused"))
                .hasMessageContaining("Connection refused");
        assertThatThrownBy(() -> RedisBenchmarkOutput.of(HEADER + "Error from server: NOAUTH"))
                .hasMessageContaining("NOAUTH");
        assertThatThrownBy(() -> RedisBenchmarkOutput.of("\"GET\",\"1000.00\"\n"))
                .hasMessageContaining("older than 6.2");
    }

    @Test
    void connectionsThatTheLimitOfDescriptorsDoesNotAllowAreNotTried() {
        assertThatThrownBy(() -> ManyConnections.check(1000, 60, 1024))
                .isInstanceOf(CannotRunException.class)
                .hasMessage("1000 connections need 1060 file descriptors, of which this process may have 1024: raise it"
                        + " (ulimit -n)");
    }

    @Test
    void aServerThatTakesNoMoreIsNamed() {
        assertThatThrownBy(() -> ManyConnections.open(10, number -> {
                    throw new IllegalStateException(
                            "cannot connect", new RuntimeException("ERR max number of clients reached"));
                }))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining("the server takes no more connections after 0 of 10: raise its maxclients");
    }
}
