package dev.plinth.cli.service;

import dev.plinth.cli.compare.Comparison;
import dev.plinth.cli.compare.Server;
import dev.plinth.cli.db.DbComparison;
import dev.plinth.cli.nats.NatsComparison;
import dev.plinth.cli.redis.RedisComparison;
import dev.plinth.cli.servers.RunningServer;
import dev.plinth.cli.servers.ServerFacts;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
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
    private RunningServer kafka;

    private ServiceServers() {}

    /** See {@link Comparison#checkAddress}. */
    static void checkAddress(ServerKind kind, String address) {
        KINDS.stream()
                .filter(comparison -> comparison.serverKinds().contains(kind))
                .findFirst()
                .ifPresentOrElse(comparison -> comparison.checkAddress(kind, address), () -> kind.check(address));
    }

    static Server of(Servers from) throws IOException {
        ServiceServers started = new ServiceServers();
        try {
            for (Comparison kind : KINDS) {
                started.servers.add(kind.server(from, List.of()));
            }
            // Without the records that the comparison of Kafka itself reads.
            started.kafka = from.start(ServerKind.KAFKA);
            topic(started.bootstrap());
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

    private String bootstrap() {
        return kafka.uri().replaceFirst("^kafka://", "");
    }

    @Override
    public String uri() {
        return new Addresses(
                        servers.get(0).uri(),
                        servers.get(1).uri(),
                        servers.get(2).uri(),
                        bootstrap())
                .text();
    }

    @Override
    public String description() {
        List<String> each = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            each.add(KINDS.get(i).title() + ": " + servers.get(i).description());
        }
        each.add("Kafka: " + kafka.description());
        return String.join("; ", each);
    }

    @Override
    public List<ServerFacts> facts() {
        List<ServerFacts> all = new ArrayList<>();
        servers.forEach(server -> all.addAll(server.facts()));
        all.add(kafka.facts());
        return all;
    }

    @Override
    public void close() {
        servers.forEach(Server::close);
        if (kafka != null) {
            if (!kafka.own()) {
                try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
                    admin.deleteTopics(List.of(Addresses.TOPIC));
                }
            }
            kafka.close();
        }
    }
}
