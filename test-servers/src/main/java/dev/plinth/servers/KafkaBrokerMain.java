package dev.plinth.servers;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/**
 * A Kafka broker and controller in this JVM: {@code KafkaBrokerMain PROPERTIES CLUSTER-ID}. Formats its folder if
 * it is new, says {@value #READY} once it runs, and stops in good order when its input ends.
 */
final class KafkaBrokerMain {

    static final String READY = "plinth: broker is up";

    private KafkaBrokerMain() {}

    public static void main(String[] args) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = new FileInputStream(args[0])) {
            properties.load(in);
        }
        if (!Files.exists(Path.of(properties.getProperty("log.dirs"), "meta.properties"))) {
            String[] format = {"format", "--cluster-id", args[1], "--config", args[0]};
            int status = StorageTool.execute(format, System.out);
            if (status != 0) {
                System.exit(status);
            }
        }
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        server.startup();
        System.out.println(READY);
        while (System.in.read() >= 0) {
            // nothing is said to it but the end
        }
        server.shutdown();
        server.awaitShutdown();
        System.exit(0);
    }
}
