package dev.plinth.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.cli.compare.Server;
import dev.plinth.cli.compare.Workload;
import dev.plinth.cli.kafka.KafkaComparison;
import dev.plinth.cli.kafka.StockKafka;
import dev.plinth.cli.load.Client;
import dev.plinth.cli.load.Line;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What {@code ./plinth compare kafka} measures latencies with: clients that stay open while others are measured. */
class PassageTest {

    private static final KafkaComparison KAFKA = new KafkaComparison();
    private static final int RECORDS = 100;

    @Test
    void recordsOfOthersAreNobodysAnswers() throws Exception {
        Workload latency = KAFKA.workloads().stream()
                .filter(each -> each.name().equals("latency-200-none"))
                .findFirst()
                .orElseThrow();
        Servers shared = Servers.of(
                List.of("kafka://" + Broker.shared().servers()),
                Map.of(),
                List.of(),
                List.of(ServerKind.KAFKA),
                IllegalArgumentException::new);
        Client one = new StockKafka();
        Client other = new StockKafka();
        try (Server server = KAFKA.server(shared, List.of(latency))) {
            Line first = open(one, 0, server);
            Line second = open(other, 1, server);
            send(first, latency.load().operation(), RECORDS);
            send(second, latency.load().operation(), RECORDS);
            send(first, latency.load().operation(), 1); // which meanwhile has seen none of the second's
            one.close();
            other.close();
        }
    }

    private static Line open(Client client, int number, Server server) throws Exception {
        return client.open(Map.of(KAFKA.uriOption(), server.uri(), Client.NUMBER, Integer.toString(number)))
                .get(0);
    }

    /** Each is answered once. */
    private static void send(Line line, String operation, int records) throws Exception {
        for (int i = 0; i < records; i++) {
            CompletableFuture<Boolean> answered = new CompletableFuture<>();
            Line.Issuer issuer = line.issuer(operation, error -> {
                if (error != null) {
                    answered.completeExceptionally(error);
                } else if (!answered.complete(true)) {
                    throw new IllegalStateException("a record was answered twice");
                }
            });
            issuer.issue(i);
            assertThat(answered.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
