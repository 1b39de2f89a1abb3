package dev.plinth.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Dockerfile for users, built of this build's jars: the service is no root, and io_uring runs all the same. */
@NeedsDocker
class DockerfileTest {

    private static final String IMAGE =
            "plinth/dockerfile-test:" + ProcessHandle.current().pid();

    /** What {@code plinth info} needs; the rest of this module's libraries would only make the image large. */
    private static final List<String> NEEDED = List.of(
            "plinth-",
            "netty-",
            "reactor-core-",
            "reactive-streams-",
            "slf4j-api-",
            "picocli-",
            "jctools-",
            "logback-",
            "HdrHistogram-");

    @BeforeAll
    static void build(@TempDir Path context) throws Exception {
        Path docker = InContainer.REPOSITORY.resolve("docker");
        Files.copy(docker.resolve("Dockerfile"), context.resolve("Dockerfile"));
        Path lib = Files.createDirectory(context.resolve("lib"));
        for (String entry : InContainer.classpath()) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                jar(path, lib.resolve(path.getParent().getParent().getFileName() + ".jar"));
            } else if (NEEDED.stream().anyMatch(path.getFileName().toString()::startsWith)) {
                Files.copy(path, lib.resolve(path.getFileName()));
            }
        }

        InContainer.Ended built = InContainer.docker(
                "build", "-q", "-t", IMAGE, "--build-arg", "JAVA=" + InContainer.JAVA, context.toString());

        assertThat(built.exitCode()).as(built.output()).isZero();
    }

    /** As Maven would, if a test runs before it did. */
    private static void jar(Path classes, Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream jars = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = classes.relativize(file).toString();
                if (!name.equals("META-INF/MANIFEST.MF")) {
                    jars.putNextEntry(new JarEntry(name));
                    try (InputStream in = Files.newInputStream(file)) {
                        in.transferTo(jars);
                    }
                }
            }
        }
    }

    @AfterAll
    static void remove() throws Exception {
        InContainer.docker("image", "rm", IMAGE);
    }

    @Test
    void runsAsNobodyOnIoUring() throws Exception {
        Path profile = InContainer.REPOSITORY.resolve("docker/seccomp.json");

        InContainer.Ended ended = InContainer.docker(
                "run",
                "--rm",
                "--network",
                "none",
                "--security-opt",
                "seccomp=" + profile,
                "-e",
                "PLINTH_BACKEND=percore-uring",
                IMAGE,
                "info");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("percore-uring on io_uring").contains("pinned to CPU");
    }
}
