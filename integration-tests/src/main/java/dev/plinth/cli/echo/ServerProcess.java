package dev.plinth.cli.echo;

import dev.plinth.cli.Plinth;
import dev.plinth.cli.compare.ChildJvm;
import dev.plinth.cli.compare.ContestantException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An echo server in a process of its own: {@code ./plinth echo} with options, or somebody else's. */
public final class ServerProcess implements AutoCloseable {

    private static final int START_SECONDS = 30;
    private static final int END_SECONDS = 5;

    private final Process process;
    private final Path errors;
    private final int port;
    private EchoFacts facts;

    private ServerProcess(Process process, Path errors, int port) {
        this.process = process;
        this.errors = errors;
        this.port = port;
    }

    private static ServerProcess start(ProcessBuilder command, int port) throws IOException {
        Path errors = Files.createTempFile("plinth-echo", ".log");
        return new ServerProcess(command.redirectError(errors.toFile()).start(), errors, port);
    }

    /**
     * Starts {@code ./plinth echo}.
     *
     * @param prefix a command that is to run it, such as {@code taskset -c 0}; or none
     */
    public static ServerProcess plinth(List<String> prefix, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ChildJvm.flags());
        command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Plinth.class.getName(), "echo"));
        command.addAll(options);
        return start(new ProcessBuilder(command), 0);
    }

    /**
     * Starts a server by a shell command, which finds its port in {@code $PORT} and stays in the
     * foreground.
     */
    public static ServerProcess command(List<String> prefix, String text) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("sh", "-c", "exec " + text.replace("$PORT", Integer.toString(port))));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("PORT", Integer.toString(port));
        return start(builder, port);
    }

    /**
     * Waits until it listens.
     *
     * @throws ContestantException if it does not: the message has its last words
     */
    public void await() throws InterruptedException, ContestantException {
        CompletableFuture<EchoFacts> told = new CompletableFuture<>();
        Thread waiter = new Thread(
                () -> {
                    try {
                        told.complete(port == 0 ? readFacts() : awaitPort());
                    } catch (IOException | RuntimeException | InterruptedException e) {
                        told.completeExceptionally(e);
                    }
                },
                "echo-server-" + process.pid());
        waiter.setDaemon(true);
        waiter.start();
        try {
            facts = told.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.waitFor(1, TimeUnit.SECONDS);
            String how = process.isAlive() ? "did not listen" : "ended with status " + process.exitValue();
            String words = lastWords();
            close();
            throw new ContestantException("its server " + how + (words.isEmpty() ? "" : ": " + words));
        }
    }

    private EchoFacts readFacts() throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("no line");
        }
        return EchoFacts.parse(line);
    }

    private EchoFacts awaitPort() throws IOException, InterruptedException {
        while (process.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return new EchoFacts("command", "-", "-", 0, port, "-");
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        throw new IOException("it ended");
    }

    private String lastWords() {
        try {
            return Files.readString(errors).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** What is listening, once {@link #await} has returned. */
    public EchoFacts facts() {
        return facts;
    }

    /** The process's id. */
    public long pid() {
        return process.pid();
    }

    /** Ends it, by force if it takes too long. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(errors);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // A file in the folder for temporary files stays behind.
        }
    }
}
