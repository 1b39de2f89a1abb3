package dev.plinth.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.apache.kafka.clients.NetworkClient;

/** The version of the kafka-clients on the classpath. Read from its file: the class that tells it has moved in 4.4. */
final class ClientVersion {

    private ClientVersion() {}

    static String text() {
        try (InputStream in = NetworkClient.class.getResourceAsStream("/kafka/kafka-version.properties")) {
            if (in != null) {
                Properties properties = new Properties();
                properties.load(in);
                return properties.getProperty("version", "of unknown version").trim();
            }
        } catch (IOException e) {
            return "of unknown version";
        }
        return "of unknown version";
    }
}
