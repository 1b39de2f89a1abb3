package dev.plinth.cli.service;

import dev.plinth.cli.compare.Comparison;
import dev.plinth.cli.compare.Server;
import dev.plinth.cli.db.DbComparison;
import dev.plinth.cli.nats.NatsComparison;
import dev.plinth.cli.redis.RedisComparison;
import dev.plinth.servers.KafkaCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The four servers, as the comparisons of their own adapters have them. */
final class ServiceServers implements Server {

    private static final List<Comparison> KINDS =
            List.of(new RedisComparison(), new DbComparison(), new NatsComparison());

    private final List<Server> servers = new ArrayList<>();
    private KafkaCluster kafka;

    private ServiceServers() {}

    static Server start() throws IOException {
        ServiceServers started = new ServiceServers();
        try {
            for (Comparison kind : KINDS) {
                started.servers.add(kind.server(null));
            }
            // Without the records that the comparison of Kafka itself reads.
            started.kafka = KafkaCluster.builder()
                    .jvmOptions("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC")
                    .start();
            topic(started.kafka.bootstrap());
            return started;
        } catch (IOException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private static void topic(String kafka) throws IOException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            admin.createTopics(List.of(new NewTopic(Addresses.TOPIC, 3, (short) 1)
                            .configs(Map.of("retention.bytes", "67108864", "segment.bytes", "33554432"))))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the service's topic could not be made: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public String uri() {
        return new Addresses(
                        servers.get(0).uri(),
                        servers.get(1).uri(),
                        servers.get(2).uri(),
                        kafka.bootstrap())
                .text();
    }

    @Override
    public String description() {
        List<String> each = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            each.add(KINDS.get(i).title() + ": " + servers.get(i).description());
        }
        each.add("Kafka: started for this run on " + kafka.bootstrap());
        return String.join("; ", each);
    }

    @Override
    public void close() {
        servers.forEach(Server::close);
        if (kafka != null) {
            kafka.close();
        }
    }
}
