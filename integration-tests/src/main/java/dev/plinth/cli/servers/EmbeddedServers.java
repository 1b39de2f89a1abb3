package dev.plinth.cli.servers;

import dev.plinth.servers.KafkaCluster;
import dev.plinth.servers.NatsServer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.internals.AppInfoParser;

/** Servers as processes on this machine, from Maven's jars and Debian's packages. */
final class EmbeddedServers implements ServerSource {

    /** What comparisons write is not kept for long; a broker looks after that every so often. */
    static final String RETENTION_CHECK_MILLIS = "5000";

    static final String KAFKA_HEAP = "-Xms512m -Xmx512m";

    EmbeddedServers() {}

    @Override
    public RunningServer start(ServerKind kind, String image) {
        return switch (kind) {
            case REDIS -> {
                EmbeddedRedis redis = EmbeddedRedis.start();
                yield started(kind, redis.uri(), "redis-server", redis.port(), redis::close);
            }
            case POSTGRES -> {
                PostgresServer postgres = PostgresServer.start(Map.of());
                yield started(kind, postgres.url(), "PostgreSQL", postgres.port(), postgres::close);
            }
            case NATS -> {
                NatsServer nats = NatsServer.start();
                yield started(kind, nats.uri(), "nats-server " + NatsServer.version(), nats.port(), nats::close);
            }
            case KAFKA -> kafka();
        };
    }

    @Override
    public RestartableServer startRestartable(ServerKind kind, String image, List<Integer> ways) {
        return EmbeddedRestartable.start(kind, ways);
    }

    private static RunningServer kafka() {
        KafkaCluster cluster = KafkaCluster.builder()
                .jvmOptions((KAFKA_HEAP + " -XX:+UseSerialGC").split(" "))
                .set("log.retention.check.interval.ms", RETENTION_CHECK_MILLIS)
                .start();
        return RunningServer.started(
                "kafka://" + cluster.bootstrap(),
                "Kafka " + AppInfoParser.getVersion() + " started for this run on " + cluster.bootstrap()
                        + " (embedded)",
                () -> ServerFacts.process(ServerKind.KAFKA, AppInfoParser.getVersion(), cluster.bootstrap()),
                cluster::close);
    }

    private static RunningServer started(ServerKind kind, String uri, String what, int port, Runnable stop) {
        String address = "127.0.0.1:" + port;
        return RunningServer.started(
                uri,
                what + " started for this run on " + address + " (embedded)",
                () -> ServerFacts.process(kind, ServerVersion.of(kind, uri), address),
                stop);
    }
}
