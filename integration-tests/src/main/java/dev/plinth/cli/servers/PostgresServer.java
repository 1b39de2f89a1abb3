package dev.plinth.cli.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A real PostgreSQL on a free port of the loopback address, with a folder of its own that goes with it.
 * Its user is {@code postgres}, as is its database, and it asks for no password. As root it is run in a
 * user namespace of its own ({@code unshare -U}), since PostgreSQL refuses to be root.
 */
public final class PostgresServer implements AutoCloseable {

    /**
     * So that clients are measured, not disks and checkpoints: nothing is forced to the disk, which a
     * service would never do.
     */
    private static final Map<String, String> SETTINGS = Map.of(
            "fsync", "off",
            "synchronous_commit", "on",
            "full_page_writes", "off",
            "shared_buffers", "256MB",
            "max_wal_size", "4GB",
            "checkpoint_timeout", "30min",
            "max_connections", "300");

    private final EmbeddedPostgres process;

    private PostgresServer(EmbeddedPostgres process) {
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param settings as in postgresql.conf; they come after those of this class
     */
    public static PostgresServer start(Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(SETTINGS);
        all.putAll(settings);
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        all.forEach(builder::setServerConfig);
        try {
            return new PostgresServer(builder.start());
        } catch (IOException | IllegalStateException e) {
            throw new UncheckedIOException(
                    "no PostgreSQL could be started: " + e.getMessage(),
                    e instanceof IOException io ? io : new IOException(e));
        }
    }

    /** The port. */
    public int port() {
        return process.getPort();
    }

    /** {@code postgresql://postgres@127.0.0.1:port/postgres}. */
    public String url() {
        return "postgresql://postgres@127.0.0.1:" + port() + "/postgres";
    }

    @Override
    public void close() {
        try {
            process.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
