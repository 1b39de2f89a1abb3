package dev.plinth.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real nats-server, as a process on a free port of the loopback address, with a folder of its own for what JetStream
 * stores: kept over {@link #stop} and {@link #startAgain}, deleted by {@link #close}.
 */
public final class NatsServer implements AutoCloseable {

    private static final long START_SECONDS = 20;

    private final int port;
    private final Path folder;
    private final String settings;
    private final Thread atExit = new Thread(this::kill, "nats-server-exit");
    private Process process;

    private NatsServer(int port, Path folder, String settings) {
        this.port = port;
        this.folder = folder;
        this.settings = settings;
    }

    /** Starts one with JetStream. {@code settings} are lines as in nats-server's configuration file. */
    public static NatsServer start(String... settings) {
        return startOn(freePort(), settings);
    }

    /** Starts one with JetStream on a given port. */
    public static NatsServer startOn(int port, String... settings) {
        NatsServer server = new NatsServer(port, newFolder(), String.join("\n", settings));
        Runtime.getRuntime().addShutdownHook(server.atExit);
        try {
            server.startAgain();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Starts a cluster; each member is told of the others, and tells its clients. */
    public static List<NatsServer> cluster(int size, String... settings) {
        int[] routes = new int[size];
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < size; i++) {
            routes[i] = freePort();
            all.append(i == 0 ? "" : ", ").append("nats://127.0.0.1:").append(routes[i]);
        }
        List<NatsServer> members = new ArrayList<>();
        try {
            for (int i = 0; i < size; i++) {
                List<String> lines = new ArrayList<>(List.of(settings));
                lines.add("cluster { name: plinth, listen: \"127.0.0.1:" + routes[i] + "\", routes: [" + all + "] }");
                members.add(start(lines.toArray(String[]::new)));
            }
            return members;
        } catch (RuntimeException e) {
            members.forEach(NatsServer::close);
            throw e;
        }
    }

    /** Settings for {@link #start}: clients must name this user and password. */
    public static String user(String name, String password) {
        return "authorization { user: \"" + name + "\", password: \"" + password + "\" }";
    }

    /** Settings for {@link #start}: clients must present this token. */
    public static String token(String token) {
        return "authorization { token: \"" + token + "\" }";
    }

    /** Settings for {@link #start}: clients must sign with the key that belongs to this public one. */
    public static String nkey(String publicKey) {
        return "authorization { users: [ { nkey: \"" + publicKey + "\" } ] }";
    }

    /** Settings for {@link #start}: TLS with a certificate and its key, in PEM files. */
    public static String tls(Path certificate, Path key) {
        return "tls { cert_file: \"" + certificate + "\", key_file: \"" + key + "\", timeout: 5 }";
    }

    /** A port of the loopback address that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port. */
    public int port() {
        return port;
    }

    /** {@code nats://127.0.0.1:port}. */
    public String uri() {
        return "nats://127.0.0.1:" + port;
    }

    /** The process, while it runs. */
    public synchronized ProcessHandle process() {
        if (process == null) {
            throw new IllegalStateException("the nats-server on port " + port + " was stopped");
        }
        return process.toHandle();
    }

    /** The version of the server, such as 2.9.10. */
    public static String version() {
        try {
            Process asked = new ProcessBuilder(NatsBinary.find().toString(), "--version").start();
            String said = new String(asked.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return said.replaceAll("(?s).*v([0-9][0-9.]*).*", "$1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has the process end in good order (SIGTERM), for at most ten seconds; otherwise as {@link #stop}. */
    public synchronized void stopInGoodOrder() {
        Process running = process;
        if (running != null) {
            running.destroy();
            try {
                running.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        stop();
    }

    /** Kills the process, as a crash would; its port stays reserved for {@link #startAgain} by nobody else taking it. */
    public synchronized void stop() {
        kill();
        process = null;
    }

    /** Starts it on the same port, with what JetStream had stored. */
    public synchronized void startAgain() {
        Path log = folder.resolve("log");
        try {
            Path configuration = folder.resolve("nats.conf");
            Files.writeString(
                    configuration,
                    "listen: \"127.0.0.1:" + port + "\"\nserver_name: \"n" + port + "\"\njetstream { store_dir: \""
                            + folder + "\" }\n" + settings + "\n");
            process = new ProcessBuilder(NatsBinary.find().toString(), "-c", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            awaitStart(log);
        } catch (IOException e) {
            throw new UncheckedIOException("no nats-server could be started on port " + port, e);
        }
    }

    private void awaitStart(Path log) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!greets()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                kill();
                throw new IllegalStateException("the nats-server on port " + port + " did not start within "
                        + START_SECONDS + " s; it said:\n" + Files.readString(log));
            }
        }
    }

    private boolean greets() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(5000);
            return socket.getInputStream().read() == 'I'; // INFO {...}
        } catch (IOException notYet) {
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            return false;
        }
    }

    private void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            try {
                running.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("plinth-nats");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            return; // the folder is the operating system's to clean up
        }
        try {
            NatsBinary.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
