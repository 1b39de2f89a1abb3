package dev.plinth.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a nats-server is: the one that {@code PLINTH_NATS_SERVER} names, one that is installed, or Debian's package,
 * unpacked (not installed, so that it needs no root) into a folder that all JVMs of this user share.
 */
final class NatsBinary {

    static final String VARIABLE = "PLINTH_NATS_SERVER";

    private static final String PACKAGE = "nats-server";

    private NatsBinary() {}

    /** The executable; fetched if need be, by one JVM while others wait. */
    static synchronized Path find() {
        String named = System.getenv(VARIABLE);
        if (named != null && !named.isBlank()) {
            Path path = Path.of(named);
            if (!Files.isExecutable(path)) {
                throw new IllegalStateException(VARIABLE + " names " + path + ", which is no executable file");
            }
            return path;
        }
        return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, PACKAGE))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(NatsBinary::fetched);
    }

    private static Path fetched() {
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "plinth", PACKAGE);
        Path binary = cache.resolve("unpacked/usr/sbin").resolve(PACKAGE);
        if (Files.isExecutable(binary)) {
            return binary;
        }
        try {
            Files.createDirectories(cache);
            try (FileChannel file = FileChannel.open(
                            cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = file.lock()) {
                if (!lock.isValid() || !Files.isExecutable(binary)) {
                    fetch(cache);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no nats-server could be had in " + cache + ". " + hint(), e);
        }
        return binary;
    }

    private static void fetch(Path cache) throws IOException {
        Path work = Files.createTempDirectory(cache, "work");
        try {
            StringBuilder said = new StringBuilder();
            if (!run(work, said, "apt-get", "-q", "download", PACKAGE)) {
                // A machine whose package lists are empty or old: lists of our own, which need no root either.
                Files.createDirectories(work.resolve("lists/partial"));
                Files.createDirectories(work.resolve("archives/partial"));
                List<String> own =
                        List.of("-o", "Dir::State::lists=" + work.resolve("lists"), "-o", "Dir::Cache=" + work);
                if (!run(work, said, command(own, "update")) || !run(work, said, command(own, "download", PACKAGE))) {
                    throw new IllegalStateException("there is no nats-server here, and Debian's package could not be"
                            + " downloaded. " + hint() + "\n" + said);
                }
            }
            Path unpacked = work.resolve("unpacked");
            try (Stream<Path> files = Files.list(work)) {
                Path deb = files.filter(file -> file.toString().endsWith(".deb"))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("apt-get left no package. " + hint()));
                if (!run(work, said, "dpkg", "-x", deb.toString(), unpacked.toString())) {
                    throw new IllegalStateException("the package could not be unpacked. " + hint() + "\n" + said);
                }
            }
            Files.move(unpacked, cache.resolve("unpacked"), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(work);
        }
    }

    private static String[] command(List<String> options, String... rest) {
        return Stream.of(Stream.of("apt-get", "-q"), options.stream(), Stream.of(rest))
                .flatMap(part -> part)
                .toArray(String[]::new);
    }

    private static boolean run(Path folder, StringBuilder said, String... command) throws IOException {
        said.append("$ ").append(String.join(" ", command)).append('\n');
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            said.append(new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            return process.waitFor() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a nats-server was fetched", e);
        } catch (IOException e) {
            said.append(e.getMessage()).append('\n'); // no such command: a machine that is no Debian
            return false;
        }
    }

    private static String hint() {
        return "Install a nats-server (2.9 or newer) so that it is in the PATH, or name one in " + VARIABLE;
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
