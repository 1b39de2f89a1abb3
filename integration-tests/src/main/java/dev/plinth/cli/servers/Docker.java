package dev.plinth.cli.servers;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;

/** The Docker of this machine, as Testcontainers finds it. */
public final class Docker {

    /** Marks a container as this program's, and says which process's. */
    static final String OWNER = "dev.plinth.owner";

    private static final Path SOCKET = Path.of("/var/run/docker.sock");

    private Docker() {}

    /** Why there is none, and what to do; null if it answers. */
    public static String missing() {
        String host = System.getenv("DOCKER_HOST");
        Path own = Path.of(System.getProperty("user.home"), ".docker/run/docker.sock");
        boolean named = host != null && !host.isBlank();
        if (!named && !Files.exists(SOCKET) && !Files.exists(own)) {
            return "there is no " + SOCKET + ", and DOCKER_HOST is not set: install Docker and start it (as root:"
                    + " dockerd &)";
        }
        if (!named && Files.exists(SOCKET) && !Files.isWritable(SOCKET)) {
            return SOCKET + " is not for this user: be in the group docker, or root";
        }
        if (Files.exists(Path.of("/.dockerenv")) && System.getenv("TESTCONTAINERS_HOST_OVERRIDE") == null && !named) {
            return "this machine is a container itself, and Testcontainers must be told where the ports of other ones"
                    + " are: set TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1";
        }
        try {
            DockerClientFactory.instance().client();
            URI found = DockerClientFactory.instance().getTransportConfig().getDockerHost();
            // Testcontainers looks further where the one that was named does not answer
            return !named || found.equals(URI.create(host))
                    ? null
                    : "no Docker answers on DOCKER_HOST=" + host + ": correct it, or unset it to use " + found;
        } catch (RuntimeException e) {
            return "no Docker answers on " + (named ? "DOCKER_HOST=" + host : SOCKET) + " (" + root(e)
                    + "): start it (as root: dockerd &)";
        }
    }

    private static String root(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null
                ? cause.toString()
                : cause.getMessage().lines().findFirst().orElse("");
    }

    /** {@code Docker 28.1}. */
    static String version() {
        return "Docker "
                + DockerClientFactory.instance().client().versionCmd().exec().getVersion();
    }

    /** Whether an image is on this machine. */
    public static boolean has(String image) {
        try {
            DockerClientFactory.instance().client().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** Where an image came from: {@code built on this machine}, or the start of its id. */
    static String origin(String image) {
        var found =
                DockerClientFactory.instance().client().inspectImageCmd(image).exec();
        Map<String, String> labels =
                found.getConfig() == null ? null : found.getConfig().getLabels();
        return labels != null && labels.containsKey("dev.plinth.built")
                ? "built on this machine by docker/images"
                : found.getId().replaceFirst("(sha256:.{12}).*", "$1");
    }

    /** What identifies the content of an image: the registry's digest of it, else its id. */
    static String digest(String image) {
        var found =
                DockerClientFactory.instance().client().inspectImageCmd(image).exec();
        List<String> pulled = found.getRepoDigests();
        return pulled == null || pulled.isEmpty()
                ? found.getId()
                : pulled.get(0).replaceFirst(".*@", "");
    }

    /** What a container of this process is marked with. */
    static Map<String, String> mark() {
        return Map.of(OWNER, host() + ":" + ProcessHandle.current().pid());
    }

    /** Removes the containers of processes of this machine that were killed before they could do it. */
    static void removeLeftOvers() {
        var client = DockerClientFactory.instance().client();
        List<Container> ours = client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(OWNER))
                .exec();
        for (Container container : ours) {
            String[] owner = container.getLabels().get(OWNER).split(":");
            if (owner[0].equals(host())
                    && ProcessHandle.of(Long.parseLong(owner[1])).isEmpty()) {
                try {
                    client.removeContainerCmd(container.getId())
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec();
                } catch (NotFoundException e) {
                    // another process was quicker
                }
            }
        }
    }

    /** What tells process ids of one machine, and one boot of it, from those of another. */
    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (java.io.IOException e) {
            return System.getProperty("os.name").replace(' ', '-');
        }
    }
}
