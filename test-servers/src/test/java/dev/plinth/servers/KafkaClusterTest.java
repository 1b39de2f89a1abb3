package dev.plinth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Test;

class KafkaClusterTest {

    @Test
    void keepsItsDataWhenItIsKilledAndStartedAgain() throws Exception {
        // a broker that comes back waits until its former self has been given up
        try (KafkaCluster cluster = KafkaCluster.builder()
                        .proxiedListener("PROXIED", "PLAINTEXT")
                        .set("broker.session.timeout.ms", "3000")
                        .set("broker.heartbeat.interval.ms", "500")
                        .start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            cluster.node(1).kill();
            assertThat(cluster.node(1).isAlive()).isFalse();
            cluster.node(1).start();
            assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS)).contains("kept");
            assertClientsGoThroughTheProxy(cluster);
        }
    }

    private static void assertClientsGoThroughTheProxy(KafkaCluster cluster) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap("PROXIED")))) {
            Node broker = admin.describeCluster()
                    .nodes()
                    .get(30, TimeUnit.SECONDS)
                    .iterator()
                    .next();
            assertThat(broker.port()).isEqualTo(cluster.node(1).proxy("PROXIED").port());
            assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS)).contains("kept");
        }
    }
}
