package dev.plinth.it.db;

import dev.plinth.cli.servers.ServerKind;
import dev.plinth.it.containers.SuiteServers;
import dev.plinth.it.redis.TestCertificates;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real PostgreSQL, which can be stopped, started again with its data, and copied as a standby. Its user
 * {@code postgres} needs no password; all others log in with SCRAM. Its socket file is in its folder.
 */
final class Postgres implements AutoCloseable {

    private static final List<String> RULES = List.of(
            "local all all trust",
            "host replication all 127.0.0.1/32 trust",
            "hostssl all tlsonly all scram-sha-256",
            "hostnossl all tlsonly all reject",
            "host all postgres all trust",
            "host all all all scram-sha-256");

    private final Path folder;
    private final Map<String, String> settings;
    private TestCertificates certificates;
    private EmbeddedPostgres process;
    /** Of one in a container, with its password. */
    private String address;

    private int port;

    private Postgres(Path folder, Map<String, String> settings) {
        this.folder = folder;
        this.settings = new LinkedHashMap<>(settings);
    }

    /** One in a container, which tests share: it can neither be stopped nor copied. */
    static Postgres sharedInContainer() {
        return InContainer.POSTGRES;
    }

    /** The one that tests share; it stops when the JVM ends. */
    static Postgres shared() {
        return Shared.POSTGRES;
    }

    static Postgres start() {
        return start(Map.of());
    }

    /** With settings as in postgresql.conf. */
    static Postgres start(Map<String, String> settings) {
        try {
            Path folder = Files.createTempDirectory("plinth-pg");
            Postgres postgres = new Postgres(folder, settings);
            postgres.certificates = TestCertificates.write("localhost", folder);
            postgres.settings.put("ssl", "on");
            postgres.settings.put(
                    "ssl_cert_file", folder.resolve("server-chain.pem").toString());
            postgres.settings.put(
                    "ssl_key_file", folder.resolve("server-key.pem").toString());
            postgres.useCertificate(postgres.certificates);
            postgres.startAgain();
            Files.write(postgres.data().resolve("pg_hba.conf"), RULES);
            postgres.execute("SELECT pg_reload_conf()");
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its certificate is for localhost. */
    TestCertificates certificates() {
        return certificates;
    }

    /** From the next connection on. */
    void useCertificate(TestCertificates other) throws IOException {
        Files.copy(other.chain(), folder.resolve("server-chain.pem"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(other.key(), folder.resolve("server-key.pem"), StandardCopyOption.REPLACE_EXISTING);
        if (Files.getFileStore(folder).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(
                    folder.resolve("server-key.pem"), PosixFilePermissions.fromString("rw-------"));
        }
        if (process != null) {
            execute("SELECT pg_reload_conf()");
        }
    }

    /** Starts it on the port that it had. */
    void startAgain() {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(data())
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("fsync", "off")
                    .setServerConfig("unix_socket_directories", folder.toString());
            settings.forEach(builder::setServerConfig);
            process = builder.start();
            port = process.getPort();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be started in " + folder, e);
        }
    }

    void stop() {
        if (process == null) {
            return;
        }
        try {
            process.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = null;
    }

    /** A standby that follows this one. This one is stopped for a moment to be copied. */
    Postgres standby() {
        stop();
        try {
            Postgres standby = new Postgres(Files.createTempDirectory("plinth-pg"), settings);
            copy(data(), standby.data());
            Files.createFile(standby.data().resolve("standby.signal"));
            standby.settings.put("primary_conninfo", "'host=127.0.0.1 port=" + port + " user=postgres'");
            standby.settings.put("wal_retrieve_retry_interval", "100ms");
            startAgain();
            standby.startAgain();
            return standby;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a standby the primary. */
    void promote() {
        execute("SELECT pg_promote()");
    }

    private Path data() {
        return folder.resolve("data");
    }

    int port() {
        return port;
    }

    /** The folder of the socket file. */
    Path folder() {
        return folder;
    }

    /** As a user with a password. */
    String url(String user, String password, String parameters) {
        return "postgresql://" + user + ":" + password + "@localhost:" + port + "/postgres?" + parameters;
    }

    /** A user that logs in with a password; one called tlsonly must use TLS. */
    void createUser(String name, String password) {
        execute("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + name + "') THEN CREATE ROLE "
                + name + " LOGIN PASSWORD '" + password + "'; END IF; END $$");
    }

    /** Without TLS; more parameters may follow with {@code &}. */
    String url() {
        return (address == null ? "postgresql://postgres@127.0.0.1:" + port + "/postgres" : address)
                + "?sslmode=disable";
    }

    /** A connection apart: of the JDBC driver, without TLS, which takes longer than what it is opened for. */
    Connection connect() throws SQLException {
        return address == null
                ? process.getPostgresDatabase(Map.of("sslmode", "disable")).getConnection()
                : DriverManager.getConnection("jdbc:" + address.replaceFirst("//.*@", "//"), "postgres", "plinth");
    }

    /** Runs a statement on a connection apart. */
    void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The number that a query gives, on a connection apart. */
    long number(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** How many connections there are under an application's name. */
    long connections(String application) {
        return number("SELECT count(*) FROM pg_stat_activity WHERE application_name = '" + application + "'");
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // A process that is about to end has written there once more. It is a temporary folder.
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                if (!file.endsWith("postmaster.pid") && !file.endsWith("epg-lock")) {
                    Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private static final class Shared {

        static final Postgres POSTGRES = start();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(POSTGRES::close));
        }
    }

    private static final class InContainer {

        static final Postgres POSTGRES = new Postgres(null, Map.of());

        static {
            POSTGRES.address = SuiteServers.start(ServerKind.POSTGRES).uri();
        }
    }
}
