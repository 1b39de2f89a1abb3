package dev.plinth.cli.servers;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** A container whose only process is ended, or killed, and started again with the files that it had. */
final class ContainerRestartable implements RestartableServer {

    /** A broker that was killed is let in again when the controller has given it up. */
    static final String KAFKA_SESSION_MILLIS = "5000";

    static final String KAFKA_HEARTBEAT_MILLIS = "500";

    private static final int STOP_SECONDS = 20;
    private static final int START_SECONDS = 90;
    private static final int FIRST_WAY = 19_092;

    private final ServerKind kind;
    private final GenericContainer<?> container;
    private final String image;

    private ContainerRestartable(ServerKind kind, GenericContainer<?> container, String image) {
        this.kind = kind;
        this.container = container;
        this.image = image;
    }

    static RestartableServer start(ServerKind kind, String image, List<Integer> ways) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image));
        switch (kind) {
            case REDIS -> container.withCommand("redis-server", "--save", "", "--appendonly", "yes");
            case POSTGRES ->
                container
                        .withCommand(ContainerServers.postgresCommand(PostgresServer.DURABLE))
                        .withEnv("POSTGRES_PASSWORD", ContainerServers.PASSWORD);
            case NATS -> container.withCommand("-js", "-sd", "/tmp/jetstream");
            case KAFKA -> kafka(container, ways);
        }
        container.addExposedPort(kind.port());
        container.withLabels(Docker.mark());
        container.setWaitStrategy(new NoWait());
        ContainerRestartable server = new ContainerRestartable(kind, container, image);
        try {
            container.start();
            server.awaitStart();
        } catch (ContainerLaunchException e) {
            container.stop();
            throw ContainerServers.cannotStart(kind, image, e);
        }
        return server;
    }

    /** A broker tells its clients where it is: on this machine's ports. To itself it is at home. */
    private static void kafka(GenericContainer<?> container, List<Integer> ways) {
        List<String> listeners = new ArrayList<>(List.of("HOME://:9092", "CONTROLLER://:9093"));
        List<String> told = new ArrayList<>(List.of("HOME://localhost:9092"));
        for (int way = 0; way < ways.size(); way++) {
            listeners.add("WAY" + way + "://:" + (FIRST_WAY + way));
            told.add("WAY" + way + "://127.0.0.1:" + ways.get(way));
            container.addExposedPort(FIRST_WAY + way);
        }
        String protocols = IntStream.range(0, ways.size())
                .mapToObj(way -> ",WAY" + way + ":PLAINTEXT")
                .collect(Collectors.joining("", "HOME:PLAINTEXT,CONTROLLER:PLAINTEXT", ""));
        container
                .withEnv("KAFKA_NODE_ID", "1")
                .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
                .withEnv("KAFKA_LISTENERS", String.join(",", listeners))
                .withEnv("KAFKA_ADVERTISED_LISTENERS", String.join(",", told))
                .withEnv("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", protocols)
                .withEnv("KAFKA_INTER_BROKER_LISTENER_NAME", "HOME")
                .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
                .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093")
                .withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                .withEnv("KAFKA_BROKER_SESSION_TIMEOUT_MS", KAFKA_SESSION_MILLIS)
                .withEnv("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", KAFKA_HEARTBEAT_MILLIS)
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_HEAP_OPTS", "-Xmx512m")
                .withEnv("KAFKA_JVM_PERFORMANCE_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    }

    @Override
    public String origin() {
        return "in a container of " + image + " (" + Docker.origin(image) + ")";
    }

    @Override
    public InetSocketAddress address(int way) {
        String address = ContainerServers.address(container, kind == ServerKind.KAFKA ? FIRST_WAY + way : kind.port());
        int colon = address.lastIndexOf(':');
        return new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    @Override
    public void stop() {
        docker().stopContainerCmd(id()).withTimeout(STOP_SECONDS).exec();
    }

    @Override
    public void kill() {
        docker().killContainerCmd(id()).exec();
    }

    @Override
    public void startAgain() {
        docker().startContainerCmd(id()).exec();
        awaitStart();
    }

    private void awaitStart() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!accepts()) {
            if (System.nanoTime() > end || !container.isRunning()) {
                throw new ContainerLaunchException(kind.title() + " in a container of " + image
                        + " did not start within " + START_SECONDS + " s; it said:\n" + container.getLogs());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** Whether something answers that does not hang up: Docker's own listener does where nobody is behind it. */
    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(address(0), 1_000);
            socket.setSoTimeout(100);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true; // it waits for the client to begin
        } catch (IOException e) {
            return false;
        }
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }

    private String id() {
        return container.getContainerId();
    }

    @Override
    public void close() {
        container.stop();
    }

    /** It is waited for in the same way whenever it is started, and not only the first time. */
    private static final class NoWait extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {
            // awaitStart does
        }
    }
}
