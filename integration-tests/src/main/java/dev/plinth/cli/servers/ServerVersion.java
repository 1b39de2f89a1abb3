package dev.plinth.cli.servers;

import com.fasterxml.jackson.jr.ob.JSON;
import io.lettuce.core.RedisClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks servers for their version. */
final class ServerVersion {

    private static final Logger LOG = LoggerFactory.getLogger(ServerVersion.class);
    private static final String UNKNOWN = "unknown";
    private static final int MILLIS = 10_000;

    private ServerVersion() {}

    /** What the server says of itself; {@code unknown} if it does not. */
    static String of(ServerKind kind, String uri) {
        try {
            return switch (kind) {
                case REDIS -> redis(uri);
                case POSTGRES -> postgres(URI.create(uri));
                case NATS -> nats(URI.create(uri));
                case KAFKA -> kafka(uri);
            };
        } catch (IOException | SQLException | ExecutionException | TimeoutException | RuntimeException e) {
            LOG.warn("{} does not tell its version: {}", ServerKind.shown(uri), e.toString());
            return UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
    }

    private static String redis(String uri) {
        try (RedisClient client = RedisClient.create(uri)) {
            return client.connect()
                    .sync()
                    .info("server")
                    .lines()
                    .filter(line -> line.startsWith("redis_version:"))
                    .map(line -> line.substring("redis_version:".length()).strip())
                    .findFirst()
                    .orElse(UNKNOWN);
        }
    }

    /** {@code 15.13 (Debian 15.13-0+deb12u1)} without where it was packed. */
    private static String postgres(URI uri) throws SQLException {
        String[] login = uri.getRawUserInfo().split(":", 2);
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String url = "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath();
        String password = login.length > 1 ? decoded(login[1]) : "";
        try (Connection connection = DriverManager.getConnection(url, decoded(login[0]), password)) {
            return connection.getMetaData().getDatabaseProductVersion().replaceFirst(" .*", "");
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** It begins each connection with it. */
    private static String nats(URI uri) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 4222 : uri.getPort()), MILLIS);
            socket.setSoTimeout(MILLIS);
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            return String.valueOf(
                    JSON.std.mapFrom(line.substring("INFO ".length())).get("version"));
        }
    }

    /** A broker does not tell its own, but that of its metadata. */
    private static String kafka(String uri) throws InterruptedException, ExecutionException, TimeoutException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", uri.replaceFirst("^kafka://", "")))) {
            short level = admin.describeFeatures()
                    .featureMetadata()
                    .get(MILLIS, TimeUnit.MILLISECONDS)
                    .finalizedFeatures()
                    .get("metadata.version")
                    .maxVersionLevel();
            return "with metadata.version " + level;
        }
    }
}
