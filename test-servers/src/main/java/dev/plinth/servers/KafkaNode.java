package dev.plinth.servers;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One broker of a {@link KafkaCluster}, a process of its own; keeps its ports and its data from start to start. */
public final class KafkaNode {

    private static final int START_SECONDS = 60;

    private final int id;
    private final Path folder;
    private final Properties properties;
    private final List<String> jvmOptions;
    private final Map<String, FaultProxy> proxies;
    private Process process;

    KafkaNode(int id, Path folder, Properties properties, List<String> jvmOptions, Map<String, FaultProxy> proxies) {
        this.proxies = Map.copyOf(proxies);
        this.id = id;
        this.folder = folder;
        this.properties = properties;
        this.jvmOptions = jvmOptions;
    }

    /** {@code node.id}. */
    public int id() {
        return id;
    }

    /** What stands in front of a listener that was made by {@link KafkaCluster.Builder#proxiedListener}. */
    public FaultProxy proxy(String listener) {
        FaultProxy proxy = proxies.get(listener);
        if (proxy == null) {
            throw new IllegalArgumentException(
                    "listener " + listener + " has no proxy; those that have one: " + proxies.keySet());
        }
        return proxy;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether its process lives. */
    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Launches it; {@link #awaitStarted} waits. */
    synchronized CompletableFuture<Void> launch() {
        try {
            Path file = folder.resolve("server.properties");
            try (var out = Files.newOutputStream(file)) {
                properties.store(out, null);
            }
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(jvmOptions);
            command.add("-cp");
            command.add(classpath());
            command.add(KafkaBrokerMain.class.getName());
            command.add(file.toString());
            command.add(KafkaCluster.CLUSTER_ID);
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("broker " + id + " could not be started", e);
        }
        return watch(process);
    }

    /** Starts it again, after {@link #stop} or {@link #kill}, and waits until it runs. */
    public void start() {
        awaitStarted(launch());
    }

    void awaitStarted(CompletableFuture<Void> started) {
        try {
            started.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            kill();
            throw new IllegalStateException("broker " + id + " did not start within " + START_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Reads what the broker prints, so that it never waits for a reader. */
    private CompletableFuture<Void> watch(Process started) {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(started, ready), "kafka-broker-" + id);
        reader.setDaemon(true);
        reader.start();
        return ready;
    }

    private void read(Process started, CompletableFuture<Void> ready) {
        StringJoiner printed = new StringJoiner("\n");
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals(KafkaBrokerMain.READY)) {
                    ready.complete(null);
                } else if (!ready.isDone()) {
                    printed.add(line);
                }
            }
        } catch (IOException e) {
            printed.add(e.toString());
        }
        ready.completeExceptionally(new IllegalStateException("broker " + id + " ended before it ran:\n" + printed));
    }

    /** Stops it in good order, for at most ten seconds. */
    public synchronized void stop() {
        if (process == null) {
            return;
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (IOException e) {
            kill();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /** Kills it, as a crash does, and waits until it is gone. */
    public synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    private static String classpath() {
        try (InputStream in = KafkaNode.class.getResourceAsStream("kafka.classpath")) {
            if (in == null) {
                throw new IllegalStateException("kafka.classpath is not there: build test-servers with Maven");
            }
            Path own = Path.of(KafkaNode.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return own + File.pathSeparator + new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
        } catch (IOException | java.net.URISyntaxException e) {
            throw new IllegalStateException("the broker's classpath cannot be read", e);
        }
    }
}
