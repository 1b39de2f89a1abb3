package dev.plinth.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Kafka brokers on this machine, each in a process of its own, broker and controller in one. */
public final class KafkaCluster implements AutoCloseable {

    static final String CLUSTER_ID = "UGxpbnRoVGVzdHNDbHVzdA";

    private static final String HOST = "127.0.0.1";

    private final Path folder;
    private final List<KafkaNode> nodes;
    private final Map<String, List<Integer>> listening;
    private final Map<String, List<Integer>> ports;
    private final Map<String, List<FaultProxy>> proxies;
    private final Thread exitHook = new Thread(this::discard);

    private KafkaCluster(
            Path folder,
            List<KafkaNode> nodes,
            Map<String, List<Integer>> listening,
            Map<String, List<Integer>> ports,
            Map<String, List<FaultProxy>> proxies) {
        this.folder = folder;
        this.nodes = List.copyOf(nodes);
        this.listening = listening;
        this.ports = ports;
        this.proxies = proxies;
        Runtime.getRuntime().addShutdownHook(exitHook);
    }

    /** One broker without security. */
    public static KafkaCluster start() {
        return builder().start();
    }

    /** One broker without security, unless told otherwise. */
    public static Builder builder() {
        return new Builder();
    }

    /** {@code bootstrap.servers} of the listener {@code PLAINTEXT}. */
    public String bootstrap() {
        return bootstrap("PLAINTEXT");
    }

    /** {@code bootstrap.servers} of a listener; the proxies' ports where it has proxies. */
    public String bootstrap(String listener) {
        return ports.get(listener).stream().map(port -> HOST + ":" + port).collect(Collectors.joining(","));
    }

    /** The port of 127.0.0.1 on which the first broker listens for a listener, whatever it tells its clients. */
    public int listens(String listener) {
        return listening.get(listener).get(0);
    }

    /** The brokers, in the order of their ids. */
    public List<KafkaNode> nodes() {
        return nodes;
    }

    /** The broker with this {@code node.id}; the first is 1. */
    public KafkaNode node(int id) {
        return nodes.get(id - 1);
    }

    private void startAll() {
        List<CompletableFuture<Void>> started =
                nodes.stream().map(KafkaNode::launch).collect(Collectors.toList());
        for (int i = 0; i < started.size(); i++) {
            nodes.get(i).awaitStarted(started.get(i));
        }
    }

    private void killAll() {
        nodes.forEach(KafkaNode::kill);
    }

    /** Kills the brokers and removes their data. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(exitHook);
        } catch (IllegalStateException e) {
            return; // the JVM ends, and the hook does it
        }
        discard();
    }

    private void discard() {
        killAll();
        proxies.values().forEach(all -> all.forEach(FaultProxy::close));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " could not be removed", e);
        }
    }

    /** Collects what a cluster is started with. */
    public static final class Builder {

        /** Security protocols by the names of the listeners. */
        private final Map<String, String> listeners =
                new LinkedHashMap<>(Map.of("PLAINTEXT", "PLAINTEXT", "CONTROLLER", "PLAINTEXT"));

        private final Set<String> proxied = new LinkedHashSet<>();
        private final Map<String, Integer> elsewhere = new LinkedHashMap<>();
        private final Map<String, String> settings = new LinkedHashMap<>();
        private List<String> jvmOptions = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        private int brokers = 1;

        private Builder() {}

        /** How many brokers; each is a controller, too. */
        public Builder brokers(int count) {
            this.brokers = count;
            return this;
        }

        /** One more listener, by the name of its security protocol: SSL, SASL_PLAINTEXT, SASL_SSL. */
        public Builder listener(String securityProtocol) {
            return listener(securityProtocol, securityProtocol);
        }

        /** One more listener, by a name and its security protocol. */
        public Builder listener(String name, String securityProtocol) {
            listeners.put(name, securityProtocol);
            return this;
        }

        /**
         * One more listener, with a {@link FaultProxy} of its own in front of each broker, whose port the broker
         * advertises: every connection of a client of this listener goes through one. {@link KafkaNode#proxy} has it.
         */
        public Builder proxiedListener(String name, String securityProtocol) {
            proxied.add(name);
            return listener(name, securityProtocol);
        }

        /**
         * One more listener of a cluster of one broker, without security, which its clients reach by another port of
         * 127.0.0.1: that of somebody's proxy. {@link KafkaCluster#listens} says where it leads to.
         */
        public Builder reachedBy(String name, int port) {
            elsewhere.put(name, port);
            return listener(name, "PLAINTEXT");
        }

        /** A setting of the brokers. */
        public Builder set(String key, String value) {
            settings.put(key, value);
            return this;
        }

        /** The options of the brokers' JVMs; by default they are small and start quickly. */
        public Builder jvmOptions(String... options) {
            jvmOptions = List.of(options);
            return this;
        }

        /** Starts the brokers, and waits until they run. */
        public KafkaCluster start() {
            try {
                return start(Files.createTempDirectory("plinth-kafka"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private KafkaCluster start(Path folder) throws IOException {
            List<String> names = List.copyOf(listeners.keySet());
            Map<String, List<Integer>> ports = freePorts(names);
            Map<String, List<FaultProxy>> proxies = new LinkedHashMap<>();
            Map<String, List<Integer>> advertised = new LinkedHashMap<>(ports);
            for (String name : proxied) {
                List<FaultProxy> own =
                        ports.get(name).stream().map(FaultProxy::to).collect(Collectors.toList());
                proxies.put(name, own);
                advertised.put(name, own.stream().map(FaultProxy::port).collect(Collectors.toList()));
            }
            elsewhere.forEach((name, port) -> advertised.put(name, List.of(port)));
            List<KafkaNode> nodes = new ArrayList<>();
            for (int id = 1; id <= brokers; id++) {
                int index = id - 1;
                Path own = Files.createDirectory(folder.resolve("broker-" + id));
                Properties properties = properties(id, own, names, ports);
                List<String> clients = new ArrayList<>(names);
                clients.remove("CONTROLLER");
                properties.setProperty("advertised.listeners", addresses(clients, advertised, index));
                Map<String, FaultProxy> ownProxies = new LinkedHashMap<>();
                proxies.forEach((name, all) -> ownProxies.put(name, all.get(index)));
                nodes.add(new KafkaNode(id, own, properties, jvmOptions, ownProxies));
            }
            KafkaCluster cluster = new KafkaCluster(folder, nodes, ports, advertised, proxies);
            try {
                cluster.startAll();
            } catch (RuntimeException e) {
                cluster.close();
                throw e;
            }
            return cluster;
        }

        private Map<String, List<Integer>> freePorts(List<String> names) throws IOException {
            Map<String, List<Integer>> ports = new LinkedHashMap<>();
            List<ServerSocket> sockets = new ArrayList<>();
            for (String name : names) {
                List<Integer> own = new ArrayList<>();
                for (int i = 0; i < brokers; i++) {
                    ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST));
                    sockets.add(socket);
                    own.add(socket.getLocalPort());
                }
                ports.put(name, own);
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return ports;
        }

        private static String addresses(List<String> names, Map<String, List<Integer>> ports, int index) {
            return names.stream()
                    .map(name -> name + "://" + HOST + ":" + ports.get(name).get(index))
                    .collect(Collectors.joining(","));
        }

        private Properties properties(int id, Path own, List<String> names, Map<String, List<Integer>> ports) {
            Properties properties = new Properties();
            properties.setProperty("process.roles", "broker,controller");
            properties.setProperty("node.id", Integer.toString(id));
            properties.setProperty("controller.listener.names", "CONTROLLER");
            properties.setProperty("inter.broker.listener.name", "PLAINTEXT");
            properties.setProperty("log.dirs", own.resolve("data").toString());
            properties.setProperty("listeners", addresses(names, ports, id - 1));
            properties.setProperty(
                    "listener.security.protocol.map",
                    names.stream().map(name -> name + ":" + listeners.get(name)).collect(Collectors.joining(",")));
            List<String> voters = new ArrayList<>();
            for (int i = 1; i <= brokers; i++) {
                voters.add(i + "@" + HOST + ":" + ports.get("CONTROLLER").get(i - 1));
            }
            properties.setProperty("controller.quorum.voters", String.join(",", voters));
            String copies = Integer.toString(Math.min(3, brokers));
            properties.setProperty("offsets.topic.replication.factor", copies);
            properties.setProperty("transaction.state.log.replication.factor", copies);
            properties.setProperty("transaction.state.log.min.isr", "1");
            properties.setProperty("offsets.topic.num.partitions", "4");
            properties.setProperty("transaction.state.log.num.partitions", "4");
            properties.setProperty("group.initial.rebalance.delay.ms", "0");
            properties.setProperty("auto.create.topics.enable", "false");
            settings.forEach(properties::setProperty);
            return properties;
        }
    }
}
