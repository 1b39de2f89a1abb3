package dev.plinth.cli.servers;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Where the servers of a run come from: decided once, before the first is started, and told. */
public final class Servers {

    /** The system property that stands in for {@code --servers}. */
    public static final String PROPERTY = "plinth.servers";

    private static final String AUTO = "auto";
    private static final String CONTAINERS = "testcontainers";
    private static final String EMBEDDED = "embedded";

    private final ServerSource source;
    private final String choice;
    private final Map<ServerKind, String> given;

    private Servers(ServerSource source, String choice, Map<ServerKind, String> given) {
        this.source = source;
        this.choice = choice;
        this.given = given;
    }

    /**
     * Decides.
     *
     * @param asked {@code auto}, {@code testcontainers} or {@code embedded}, and addresses of servers that run already
     * @param given further such addresses
     * @param images the images of containers, where they are not the usual ones
     * @param needed the servers that will be started or used
     * @param wrong makes the exception for arguments that make no sense; the message says what to do
     * @throws ServersUnavailableException if what was asked for cannot be had on this machine
     */
    public static Servers of(
            List<String> asked,
            Map<ServerKind, String> given,
            Map<String, String> images,
            Collection<ServerKind> needed,
            Function<String, ? extends RuntimeException> wrong) {
        Map<ServerKind, String> addresses = new EnumMap<>(ServerKind.class);
        addresses.putAll(given);
        String mode = AUTO;
        for (String one : asked) {
            if (List.of(AUTO, CONTAINERS, EMBEDDED).contains(one)) {
                mode = one;
            } else {
                ServerKind kind = ServerKind.ofAddress(one)
                        .orElseThrow(
                                () -> wrong.apply("--servers=" + one + " is neither auto, testcontainers or embedded"
                                        + " nor an address such as redis://host:6379"));
                if (!needed.contains(kind)) {
                    throw wrong.apply("--servers=" + ServerKind.shown(one) + " is of no use: no workload of "
                            + kind.title() + " is run");
                }
                addresses.put(kind, one);
            }
        }
        Map<ServerKind, String> named = images(images, wrong);
        List<ServerKind> started =
                needed.stream().filter(kind -> !addresses.containsKey(kind)).toList();
        if (started.isEmpty()) {
            return new Servers(null, "all given by address", addresses);
        }
        return choose(mode, named, addresses, started, wrong);
    }

    private static Servers choose(
            String mode,
            Map<ServerKind, String> images,
            Map<ServerKind, String> given,
            List<ServerKind> started,
            Function<String, ? extends RuntimeException> wrong) {
        if (!mode.equals(EMBEDDED)) {
            String missing = Docker.missing();
            if (missing == null && mode.equals(AUTO)) {
                missing = absent(images, started);
            }
            if (missing == null) {
                String why =
                        mode.equals(AUTO) ? " (auto: " + Docker.version() + " answers, and the images are here)" : "";
                return new Servers(new ContainerServers(images), CONTAINERS + why, given);
            }
            if (mode.equals(CONTAINERS) || !images.isEmpty()) {
                throw new ServersUnavailableException(
                        (mode.equals(CONTAINERS) ? "--servers=" + CONTAINERS : "--image") + " cannot be had: " + missing
                                + ". Without Docker: --servers=embedded",
                        null);
            }
            return new Servers(new EmbeddedServers(), EMBEDDED + " (auto: " + missing + ")", given);
        }
        if (!images.isEmpty()) {
            throw wrong.apply("--image is of no use with --servers=embedded");
        }
        return new Servers(new EmbeddedServers(), EMBEDDED, given);
    }

    /** Which images are not on this machine; null if all are. {@code auto} pulls nothing. */
    private static String absent(Map<ServerKind, String> images, List<ServerKind> started) {
        List<String> absent = started.stream()
                .map(kind -> ContainerServers.image(kind, images))
                .filter(image -> !Docker.has(image))
                .toList();
        return absent.isEmpty()
                ? null
                : "Docker answers, but has no " + String.join(", ", absent)
                        + ", and auto pulls nothing: run docker/images";
    }

    private static Map<ServerKind, String> images(
            Map<String, String> images, Function<String, ? extends RuntimeException> wrong) {
        Map<ServerKind, String> named = new EnumMap<>(ServerKind.class);
        images.forEach((key, image) -> named.put(
                ServerKind.of(key)
                        .orElseThrow(() -> wrong.apply(
                                "--image=" + key + "=" + image + " is of no server; known: " + ServerKind.keys())),
                image));
        return named;
    }

    /** What was taken and why: {@code embedded (auto: there is no Docker)}. */
    public String choice() {
        return choice;
    }

    /** The address of one that was given; null if it will be started. */
    public String address(ServerKind kind) {
        return given.get(kind);
    }

    /** Starts one, or takes the one that was given. */
    public RunningServer start(ServerKind kind) {
        String address = given.get(kind);
        return address != null ? RunningServer.given(address) : source.start(kind);
    }

    /**
     * Starts one that can be killed.
     *
     * @param ways the ports of 127.0.0.1 by which its clients will reach it: a broker tells them
     */
    public RestartableServer startRestartable(ServerKind kind, List<Integer> ways) {
        if (given.containsKey(kind)) {
            throw new IllegalStateException(ServerKind.shown(given.get(kind)) + " is not ours to be killed");
        }
        return source.startRestartable(kind, ways);
    }
}
