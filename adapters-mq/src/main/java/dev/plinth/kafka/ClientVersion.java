package dev.plinth.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.kafka.clients.NetworkClient;

/** The version of the kafka-clients on the classpath. Read from its file: the class that tells it has moved in 4.4. */
final class ClientVersion {

    /** What the tests run with, as people say it. */
    static final String KNOWN = "4.0 to 4.4";

    private static final Pattern KNOWN_TEXT = Pattern.compile("4\\.[0-4]\\..*");

    private ClientVersion() {}

    /**
     * Another version may look the same and mean something else.
     *
     * @throws UnknownClientException if it was never tested with
     */
    static void check() {
        if (!KNOWN_TEXT.matcher(text()).matches()) {
            throw new UnknownClientException("it was tested with " + KNOWN);
        }
    }

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
