package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NATS and Kafka in the comparison, in one command: each kind of workload, on real servers. */
class CompareMessagingTest {

    private static final List<String> NATS =
            List.of("request-1", "request-64", "publish-x100", "round-trip-256", "store-256");
    private static final List<String> KAFKA =
            List.of("produce-200-none", "consume-classic-200-none", "consume-kip848-200-none", "latency-200-none");

    @Test
    void natsAndKafkaAreComparedInOneRun(@TempDir Path folder) throws IOException {
        Program program = Program.run(
                "compare",
                "nats",
                "kafka",
                "--quick",
                "--rounds=1",
                "--seconds=0.5",
                "--backends=netty-nio",
                "--peers=jnats-on-plinth",
                "--workloads=" + String.join(",", NATS) + "," + String.join(",", KAFKA),
                "--json=" + folder.resolve("report.json"),
                "--html=" + folder.resolve("report.html"));
        assertThat(program.exitCode()).as(program.out() + program.err()).isZero();
        List<Map<String, Object>> rows = ReportTest.rows(Files.readString(folder.resolve("report.json")));
        assertThat(rows)
                .filteredOn(row -> row.get("adapter").equals("nats"))
                .hasSize(3 * NATS.size())
                .allSatisfy(CompareMessagingTest::ran)
                .extracting(row -> row.get("contestant"))
                .contains("stock", "jnats-on-plinth", "netty-nio");
        assertThat(rows)
                .filteredOn(row -> row.get("adapter").equals("kafka"))
                .hasSize(3 * KAFKA.size())
                .filteredOn(row -> row.get("status").equals("not run"))
                .hasSize(2) // consumers, which the third contestant has in common with the second
                .allSatisfy(row -> assertThat(row).containsEntry("contestant", "netty-nio-producer-on-core"));
        assertThat(rows)
                .filteredOn(row ->
                        row.get("adapter").equals("kafka") && !row.get("status").equals("not run"))
                .allSatisfy(CompareMessagingTest::ran);
        assertThat(rows)
                .filteredOn(row -> "stock".equals(row.get("contestant")))
                .extracting(row -> row.get("adapter") + " " + row.get("activeTransport"))
                .containsOnly("nats java.net.Socket", "kafka nio");
    }

    private static void ran(Map<String, Object> row) {
        assertThat(row).containsEntry("status", "ok").containsEntry("errors", 0);
        assertThat((Double) row.get("opsPerSec")).isPositive();
        assertThat((Double) row.get("ratioToStock")).isPositive();
        assertThat((Double) row.get("p999Micros")).isPositive().isGreaterThanOrEqualTo((Double) row.get("p90Micros"));
    }
}
