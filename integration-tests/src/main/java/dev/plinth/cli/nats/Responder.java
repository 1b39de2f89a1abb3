package dev.plinth.cli.nats;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The process of {@link ResponderMain}: one of its own, so that it is compiled in full and no contestant pays for it. */
final class Responder implements AutoCloseable {

    private final Process process;
    private final String backend;

    private Responder(Process process, String backend) {
        this.process = process;
        this.backend = backend;
    }

    static Responder start(String uri) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ResponderMain.class.getName(),
                        uri))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line; (line = said.readLine()) != null; ) {
            if (line.startsWith(ResponderMain.READY)) {
                return new Responder(process, line.substring(ResponderMain.READY.length()));
            }
        }
        process.destroyForcibly();
        throw new IOException("the process that answers the requests could not reach " + uri
                + ": does a NATS server listen there, with these credentials?");
    }

    String backend() {
        return backend;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
