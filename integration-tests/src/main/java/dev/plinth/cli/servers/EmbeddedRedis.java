package dev.plinth.cli.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A real Redis server on a free port of the loopback address, with a folder of its own; nothing is kept on disk. */
public final class EmbeddedRedis implements AutoCloseable {

    private final int port;
    private final Path folder;
    private final List<String> settings;
    private RedisServer process;

    private EmbeddedRedis(int port, Path folder, List<String> settings) {
        this.port = port;
        this.folder = folder;
        this.settings = settings;
    }

    /** Starts one. {@code settings} are lines as in redis.conf. */
    public static EmbeddedRedis start(String... settings) {
        try {
            return startOn(freePort(), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one on a given port. */
    public static EmbeddedRedis startOn(int port, String... settings) {
        try {
            EmbeddedRedis redis = new EmbeddedRedis(port, Files.createTempDirectory("plinth-redis"), List.of(settings));
            redis.startAgain();
            return redis;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port of the loopback address that was free a moment ago. */
    public static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** The port; 0 in {@code settings} ("port 0") leaves it to others, such as tls-port. */
    public int port() {
        return port;
    }

    /** {@code redis://127.0.0.1:port}. */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** The folder of the process. */
    public Path folder() {
        return folder;
    }

    /** Has the process end; its port stays reserved for {@link #startAgain}, by nobody else taking it. */
    public synchronized void stop() {
        if (process == null) {
            return;
        }
        try {
            process.stop();
        } catch (IOException e) {
            throw new UncheckedIOException("the Redis server on port " + port + " did not stop", e);
        }
        process = null;
    }

    /** Kills the process (SIGKILL), as a crash does; otherwise as {@link #stop}. */
    public synchronized void kill() {
        if (process == null) {
            return;
        }
        try {
            long pid = Long.parseLong(Files.readString(pidFile()).strip());
            ProcessHandle.of(pid).ifPresent(handle -> {
                handle.destroyForcibly();
                handle.onExit().join();
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the Redis server on port " + port + " wrote no process id", e);
        }
        stop();
    }

    private Path pidFile() {
        return folder.resolve("pid");
    }

    /** Starts it on the same port, empty. */
    public synchronized void startAgain() {
        try {
            RedisServerBuilder builder = RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("save \"\"")
                    .setting("appendonly no")
                    .setting("dir " + folder)
                    .setting("pidfile " + pidFile())
                    .onShutdownForceStop(true);
            settings.forEach(builder::setting);
            RedisServer server = builder.build();
            server.start();
            process = server;
        } catch (IOException e) {
            throw new UncheckedIOException("no Redis server could be started on port " + port, e);
        }
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
