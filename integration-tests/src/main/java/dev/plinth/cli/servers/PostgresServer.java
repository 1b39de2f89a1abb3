package dev.plinth.cli.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
    static final Map<String, String> SETTINGS = Map.of(
            "fsync", "off",
            "synchronous_commit", "on",
            "full_page_writes", "off",
            "shared_buffers", "256MB",
            "max_wal_size", "4GB",
            "checkpoint_timeout", "30min",
            "max_connections", "300");

    /** So that a commit that was confirmed survives a crash. */
    static final Map<String, String> DURABLE = Map.of("fsync", "on", "full_page_writes", "on");

    private final Path folder;
    private final Map<String, String> settings;
    private EmbeddedPostgres process;
    private int port;

    private PostgresServer(Path folder, Map<String, String> settings) {
        this.folder = folder;
        this.settings = settings;
    }

    /**
     * Starts one.
     *
     * @param settings as in postgresql.conf; they come after those of this class
     */
    public static PostgresServer start(Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(SETTINGS);
        all.putAll(settings);
        try {
            PostgresServer server = new PostgresServer(Files.createTempDirectory("plinth-pg"), all);
            server.startAgain();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("no PostgreSQL could be started: " + e.getMessage(), e);
        }
    }

    /** Starts it after {@link #stop}, on the port that it had and with its data. */
    public synchronized void startAgain() {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setPort(port);
        settings.forEach(builder::setServerConfig);
        try {
            process = builder.start();
            port = process.getPort();
        } catch (IOException | IllegalStateException e) {
            throw new UncheckedIOException(
                    "no PostgreSQL could be started: " + e.getMessage(),
                    e instanceof IOException io ? io : new IOException(e));
        }
    }

    /** Stops it, whatever its clients are doing. */
    public synchronized void stop() {
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

    /** Kills it and all its processes at once (SIGKILL), as a crash does. */
    public synchronized void kill() {
        if (process == null) {
            return;
        }
        Path file = folder.resolve("data").resolve("postmaster.pid");
        try {
            long pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
            ProcessHandle postmaster = ProcessHandle.of(pid)
                    .orElseThrow(() -> new IllegalStateException("PostgreSQL has no process " + pid + " any more"));
            List<ProcessHandle> all = new ArrayList<>(List.of(postmaster)); // first: it would start its children anew
            postmaster.descendants().forEach(all::add);
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(each -> each.onExit().join()); // the memory that they share is let go with the last of them
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be killed", e);
        }
        stop(); // which finds nobody to stop, and gives the folder's lock back
    }

    /** The port. */
    public int port() {
        return port;
    }

    /** {@code postgresql://postgres@127.0.0.1:port/postgres}. */
    public String url() {
        return "postgresql://postgres@127.0.0.1:" + port() + "/postgres";
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A process that is about to end has written there once more. It is a temporary folder.
        }
    }
}
