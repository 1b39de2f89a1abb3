package dev.plinth.it.kafka;

import static org.awaitility.Awaitility.await;

import dev.plinth.cli.servers.RunningServer;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.it.containers.SuiteServers;
import dev.plinth.servers.FaultProxy;
import dev.plinth.servers.KafkaCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** The one broker that all these tests share, with a listener for each kind of security; it ends with the JVM. */
final class Broker {

    static final String USER = "alice";
    static final String PASSWORD = "wonderland";
    /** A listener whose certificate is another host's. */
    static final String WRONG_NAME = "NAMED";
    /** Listeners that have a proxy, without security. */
    static final String DOOMED = "DOOMED";

    static final String SLUGGISH = "SLUGGISH";

    private static final Map<String, String> PROTOCOLS =
            Map.of(WRONG_NAME, "SSL", DOOMED, "PLAINTEXT", SLUGGISH, "PLAINTEXT");
    private static final String LOGIN = "org.apache.kafka.common.security.";
    private static Broker shared;
    private static Broker container;

    private final KafkaCluster cluster;
    private final Path trust;
    private final Admin admin;
    private final String servers;

    private Broker() throws Exception {
        Path folder = Files.createTempDirectory("plinth-kafka-keys");
        trust = store(folder, "trust");
        Path own = store(folder, "localhost");
        KafkaCluster.Builder builder = KafkaCluster.builder()
                .listener("SSL")
                .listener(WRONG_NAME, "SSL")
                .listener("SASL_PLAINTEXT")
                .listener("SASL_SSL")
                .proxiedListener(DOOMED, "PLAINTEXT")
                .proxiedListener(SLUGGISH, "PLAINTEXT")
                // a member of a group learns of a rebalance by its heartbeat
                .set("group.consumer.min.heartbeat.interval.ms", "500")
                .set("group.consumer.heartbeat.interval.ms", "500")
                // and one that is lost may be missed soon, as may its transaction
                .set("group.min.session.timeout.ms", "2000")
                .set("group.consumer.min.session.timeout.ms", "2000")
                .set("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500")
                .set("ssl.keystore.type", "PKCS12")
                .set("ssl.keystore.location", own.toString())
                .set("ssl.keystore.password", "plinth")
                .set("ssl.key.password", "plinth")
                .set("listener.name.named.ssl.keystore.type", "PKCS12")
                .set(
                        "listener.name.named.ssl.keystore.location",
                        store(folder, "named").toString())
                .set("listener.name.named.ssl.keystore.password", "plinth")
                .set("listener.name.named.ssl.key.password", "plinth")
                .set("sasl.enabled.mechanisms", "SCRAM-SHA-256,OAUTHBEARER");
        for (String listener : List.of("sasl_plaintext", "sasl_ssl")) {
            String name = "listener.name." + listener;
            builder.set(name + ".scram-sha-256.sasl.jaas.config", LOGIN + "scram.ScramLoginModule required;");
            builder.set(
                    name + ".oauthbearer.sasl.jaas.config",
                    LOGIN + "oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"broker\";");
            builder.set(name + ".oauthbearer.connections.max.reauth.ms", "1500");
        }
        cluster = builder.start();
        servers = cluster.bootstrap();
        admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()));
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        USER, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096), PASSWORD)))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    /** One in a container, without security. */
    private Broker(RunningServer running) {
        cluster = null;
        trust = null;
        servers = running.uri().replaceFirst("^kafka://", "");
        admin = Admin.create(Map.of("bootstrap.servers", servers));
    }

    static synchronized Broker sharedInContainer() {
        if (container == null) {
            container = new Broker(SuiteServers.start(ServerKind.KAFKA));
        }
        return container;
    }

    static synchronized Broker shared() {
        if (shared == null) {
            try {
                shared = new Broker();
            } catch (Exception e) {
                throw new IllegalStateException("the broker could not be set up", e);
            }
        }
        return shared;
    }

    private static Path store(Path folder, String name) {
        try (InputStream in = Broker.class.getResourceAsStream("/dev/plinth/tck/tls/" + name + ".p12")) {
            Path file = folder.resolve(name + ".p12");
            Files.copy(in, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String servers() {
        return servers;
    }

    /** What stands before a listener that has a proxy. */
    FaultProxy proxy(String listener) {
        return cluster.node(1).proxy(listener);
    }

    /** The settings of a client that uses a listener. */
    Map<String, Object> client(String listener) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", cluster.bootstrap(listener));
        config.put("security.protocol", PROTOCOLS.getOrDefault(listener, listener));
        if (listener.endsWith("SSL") || listener.equals(WRONG_NAME)) {
            config.put("ssl.truststore.type", "PKCS12");
            config.put("ssl.truststore.location", trust.toString());
            config.put("ssl.truststore.password", "plinth");
        }
        return config;
    }

    static Map<String, Object> scram(Map<String, Object> config, String password) {
        config.put("sasl.mechanism", "SCRAM-SHA-256");
        config.put(
                "sasl.jaas.config",
                LOGIN + "scram.ScramLoginModule required username=\"" + USER + "\" password=\"" + password + "\";");
        return config;
    }

    static Map<String, Object> token(Map<String, Object> config) {
        config.put("sasl.mechanism", "OAUTHBEARER");
        config.put(
                "sasl.jaas.config",
                LOGIN + "oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"alice\";");
        return config;
    }

    /** Members of this group, of KIP-848, count as lost after so many ms; those of classic groups say so themselves. */
    void sessionTimeout(String group, int millis) {
        try {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, group),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("consumer.session.timeout.ms", Integer.toString(millis)),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("group " + group + " could not be configured", e);
        }
    }

    /** Makes a topic of this name that is not there yet. */
    String topic(String name, int partitions) {
        try {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            // It is there when its partitions answer. Sooner, a broker may refuse a producer's first batch and take its
            // second one, and then the first is out of order for good.
            Map<TopicPartition, OffsetSpec> all = new HashMap<>();
            for (int i = 0; i < partitions; i++) {
                all.put(new TopicPartition(name, i), OffsetSpec.latest());
            }
            await().atMost(30, TimeUnit.SECONDS)
                    .ignoreExceptionsInstanceOf(ExecutionException.class)
                    .until(() -> admin.listOffsets(all).all().get(10, TimeUnit.SECONDS), Objects::nonNull);
            return name;
        } catch (Exception e) {
            throw new IllegalStateException("topic " + name + " could not be made", e);
        }
    }
}
