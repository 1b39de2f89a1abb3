package dev.plinth.cli.servers;

import dev.plinth.servers.KafkaCluster;
import dev.plinth.servers.KafkaNode;
import dev.plinth.servers.NatsServer;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.apache.kafka.common.utils.internals.AppInfoParser;

/** Processes of this machine. */
record EmbeddedRestartable(
        String origin, IntUnaryOperator port, Runnable stopping, Runnable killing, Runnable starting, Runnable closing)
        implements RestartableServer {

    private static final String ORIGIN = "embedded: a process of this machine";
    private static final String LISTENER = "WAY";

    /** Starts one; the ports are by which clients reach it. */
    static RestartableServer start(ServerKind kind, List<Integer> ways) {
        return switch (kind) {
            case REDIS -> {
                EmbeddedRedis redis = EmbeddedRedis.start("appendonly yes");
                yield new EmbeddedRestartable(
                        ORIGIN, way -> redis.port(), redis::stop, redis::kill, redis::startAgain, redis::close);
            }
            case POSTGRES -> {
                PostgresServer postgres = PostgresServer.start(PostgresServer.DURABLE);
                yield new EmbeddedRestartable(
                        ORIGIN,
                        way -> postgres.port(),
                        postgres::stop,
                        postgres::kill,
                        postgres::startAgain,
                        postgres::close);
            }
            case NATS -> {
                NatsServer nats = NatsServer.start();
                yield new EmbeddedRestartable(
                        ORIGIN, way -> nats.port(), nats::stopInGoodOrder, nats::stop, nats::startAgain, nats::close);
            }
            case KAFKA -> kafka(ways);
        };
    }

    private static RestartableServer kafka(List<Integer> ways) {
        KafkaCluster.Builder builder = KafkaCluster.builder()
                .set("broker.session.timeout.ms", ContainerRestartable.KAFKA_SESSION_MILLIS)
                .set("broker.heartbeat.interval.ms", ContainerRestartable.KAFKA_HEARTBEAT_MILLIS);
        for (int way = 0; way < ways.size(); way++) {
            builder.reachedBy(LISTENER + way, ways.get(way)); // a broker tells its clients where it is
        }
        KafkaCluster cluster = builder.start();
        KafkaNode node = cluster.node(1);
        return new EmbeddedRestartable(
                "Maven's jars of " + AppInfoParser.getVersion() + ", " + ORIGIN,
                way -> cluster.listens(LISTENER + way),
                node::stop,
                node::kill,
                node::start,
                cluster::close);
    }

    @Override
    public InetSocketAddress address(int way) {
        return new InetSocketAddress("127.0.0.1", port.applyAsInt(way));
    }

    @Override
    public void stop() {
        stopping.run();
    }

    @Override
    public void kill() {
        killing.run();
    }

    @Override
    public void startAgain() {
        starting.run();
    }

    @Override
    public void close() {
        closing.run();
    }
}
