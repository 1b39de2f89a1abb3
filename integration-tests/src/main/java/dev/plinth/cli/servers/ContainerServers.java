package dev.plinth.cli.servers;

import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.NetworkSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.ContainerState;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Servers in containers, by Testcontainers. Clients connect to a container's own address where this machine can reach
 * it: through a port that Docker publishes on 127.0.0.1, a process of Docker's copies every byte.
 */
final class ContainerServers implements ServerSource {

    static final String PASSWORD = "plinth";
    private static final int REACH_MILLIS = 1000;

    ContainerServers() {
        Docker.removeLeftOvers();
    }

    @Override
    public RunningServer start(ServerKind kind, String image) {
        GenericContainer<?> container = switch (kind) {
            case REDIS ->
                new GenericContainer<>(DockerImageName.parse(image))
                        .withCommand("redis-server", "--save", "", "--appendonly", "no")
                        .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", 1));
            case POSTGRES -> postgres(name(image, "postgres"));
            case NATS ->
                new GenericContainer<>(DockerImageName.parse(image))
                        .withCommand("-js")
                        .waitingFor(Wait.forLogMessage(".*Server is ready.*", 1));
            case KAFKA ->
                new Kafka(name(image, "apache/kafka"))
                        .withEnv("KAFKA_HEAP_OPTS", EmbeddedServers.KAFKA_HEAP)
                        .withEnv("KAFKA_JVM_PERFORMANCE_OPTS", "-XX:+UseSerialGC")
                        .withEnv("KAFKA_LOG_RETENTION_CHECK_INTERVAL_MS", EmbeddedServers.RETENTION_CHECK_MILLIS)
                        .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
        };
        container.addExposedPort(kind.port());
        container.withLabels(Docker.mark());
        try {
            container.start();
        } catch (ContainerLaunchException e) {
            container.stop();
            throw cannotStart(kind, image, e);
        }
        String address = address(container, kind.port());
        String uri = uri(kind, address);
        return RunningServer.started(
                uri,
                kind.title() + " in a container of " + image + " (" + Docker.origin(image)
                        + "), started for this run on " + address,
                () -> new ServerFacts(
                        kind,
                        version(kind, uri, image),
                        ServerFacts.Origin.CONTAINER,
                        image,
                        Docker.digest(image),
                        address,
                        null),
                container::stop);
    }

    @Override
    public RestartableServer startRestartable(ServerKind kind, String image, List<Integer> ways) {
        return ContainerRestartable.start(kind, image, ways);
    }

    static ServersUnavailableException cannotStart(ServerKind kind, String image, ContainerLaunchException e) {
        return new ServersUnavailableException(
                "no container of " + image + " could be started. If it cannot be pulled here, docker/images builds"
                        + " it; another one can be named by --image=" + kind.key() + "=NAME",
                e);
    }

    /** As the server tells it; of Kafka, which does not, as the image's tag does. */
    private static String version(ServerKind kind, String uri, String image) {
        String tag = image.replaceFirst(".*:", "");
        return kind == ServerKind.KAFKA && tag.matches("\\d+\\.[\\d.]+") ? tag : ServerVersion.of(kind, uri);
    }

    private static DockerImageName name(String image, String likeness) {
        return DockerImageName.parse(image).asCompatibleSubstituteFor(likeness);
    }

    private static GenericContainer<?> postgres(DockerImageName image) {
        PostgreSQLContainer container = new PostgreSQLContainer(image)
                .withUsername("postgres")
                .withPassword(PASSWORD)
                .withDatabaseName("postgres");
        container.setCommand(postgresCommand(Map.of()));
        return container;
    }

    /** @param more settings that come after the usual ones */
    static String[] postgresCommand(Map<String, String> more) {
        Map<String, String> settings = new LinkedHashMap<>(PostgresServer.SETTINGS);
        settings.putAll(more);
        List<String> command = new ArrayList<>(List.of("postgres"));
        settings.forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
        return command.toArray(String[]::new);
    }

    private static String uri(ServerKind kind, String address) {
        return switch (kind) {
            case REDIS -> "redis://" + address;
            case POSTGRES -> "postgresql://postgres:" + PASSWORD + "@" + address + "/postgres";
            case NATS -> "nats://" + address;
            case KAFKA -> "kafka://" + address;
        };
    }

    /** Where a port of a container is reached from here, and now: it may be elsewhere once it was started again. */
    static String address(ContainerState container, int port) {
        NetworkSettings network = container.getCurrentContainerInfo().getNetworkSettings();
        String own = network.getNetworks().values().stream()
                .map(ContainerNetwork::getIpAddress)
                .filter(address -> address != null && !address.isBlank())
                .findFirst()
                .orElse(null);
        return own != null && reaches(own, port)
                ? own + ":" + port
                : container.getHost() + ":"
                        + network.getPorts()
                                .getBindings()
                                .get(ExposedPort.tcp(port))[0]
                                .getHostPortSpec();
    }

    /** Whether packets get there and back, be it a refusal. */
    private static boolean reaches(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), REACH_MILLIS);
            return true;
        } catch (ConnectException e) {
            return String.valueOf(e.getMessage()).contains("refused");
        } catch (IOException e) {
            return false;
        }
    }

    /** One that tells its clients the address by which they reach it best. */
    private static final class Kafka extends KafkaContainer {

        Kafka(DockerImageName image) {
            super(image);
        }

        @Override
        public String getBootstrapServers() {
            return address(this, ServerKind.KAFKA.port());
        }
    }
}
