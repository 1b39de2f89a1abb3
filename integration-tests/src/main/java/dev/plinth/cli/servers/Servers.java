package dev.plinth.cli.servers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Where the servers of a run come from: decided once, before the first is started, and told. */
public final class Servers {

    /** The system property that stands in for {@code --servers}. */
    public static final String PROPERTY = "plinth.servers";

    private static final String AUTO = "auto";
    private static final String CONTAINERS = "testcontainers";
    private static final String EMBEDDED = "embedded";

    private final ServerSource source;
    private final String choice;
    private final Map<ServerKind, List<String>> given;
    private final Map<ServerKind, List<String>> images;
    private final int number;

    private Servers(
            ServerSource source,
            String choice,
            Map<ServerKind, List<String>> given,
            Map<ServerKind, List<String>> images,
            int number) {
        this.source = source;
        this.choice = choice;
        this.given = given;
        this.images = images;
        this.number = number;
    }

    /**
     * Decides.
     *
     * @param asked {@code auto}, {@code testcontainers} or {@code embedded}, and addresses of servers that run already;
     *     several of a kind are several servers
     * @param given further such addresses
     * @param images the images of containers, where they are not the usual ones: {@code redis=redis:7.4}; several of a
     *     kind are several servers, and the kind need not be repeated
     * @param needed the servers that will be started or used
     * @param wrong makes the exception for arguments that make no sense; the message says what to do
     * @throws ServersUnavailableException if what was asked for cannot be had on this machine
     */
    public static Servers of(
            List<String> asked,
            Map<ServerKind, String> given,
            List<String> images,
            Collection<ServerKind> needed,
            Function<String, ? extends RuntimeException> wrong) {
        Map<ServerKind, List<String>> addresses = new EnumMap<>(ServerKind.class);
        given.forEach((kind, address) -> add(addresses, kind, address));
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
                add(addresses, kind, one);
            }
        }
        Map<ServerKind, List<String>> named = images(images, wrong);
        named.forEach((kind, some) -> {
            if (!needed.contains(kind)) {
                throw wrong.apply("--image=" + kind.key() + "=" + some.get(0) + " is of no use: no workload of "
                        + kind.title() + " is run");
            }
        });
        List<ServerKind> started =
                needed.stream().filter(kind -> !addresses.containsKey(kind)).toList();
        if (started.isEmpty()) {
            return new Servers(null, "all given by address", addresses, named, 0);
        }
        return choose(mode, named, addresses, started, wrong);
    }

    private static Servers choose(
            String mode,
            Map<ServerKind, List<String>> images,
            Map<ServerKind, List<String>> given,
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
                return new Servers(new ContainerServers(), CONTAINERS + why, given, images, 0);
            }
            if (mode.equals(CONTAINERS) || !images.isEmpty()) {
                throw new ServersUnavailableException(
                        (mode.equals(CONTAINERS) ? "--servers=" + CONTAINERS : "--image") + " cannot be had: " + missing
                                + ". Without Docker: --servers=embedded",
                        null);
            }
            return new Servers(new EmbeddedServers(), EMBEDDED + " (auto: " + missing + ")", given, images, 0);
        }
        if (!images.isEmpty()) {
            throw wrong.apply("--image is of no use with --servers=embedded, which has one version of each server:"
                    + " give --servers=testcontainers");
        }
        return new Servers(new EmbeddedServers(), EMBEDDED, given, images, 0);
    }

    /** Which images are not on this machine; null if all are. {@code auto} pulls nothing. */
    private static String absent(Map<ServerKind, List<String>> images, List<ServerKind> started) {
        List<String> absent = started.stream()
                .flatMap(kind -> images.getOrDefault(kind, List.of(kind.usualImage())).stream())
                .filter(image -> !Docker.has(image))
                .toList();
        return absent.isEmpty()
                ? null
                : "Docker answers, but has no " + String.join(", ", absent)
                        + ", and auto pulls nothing: run docker/images";
    }

    private static Map<ServerKind, List<String>> images(
            List<String> images, Function<String, ? extends RuntimeException> wrong) {
        Map<ServerKind, List<String>> named = new EnumMap<>(ServerKind.class);
        ServerKind kind = null;
        for (String one : images) {
            String[] parts = one.split("=", 2);
            String image = parts[parts.length - 1];
            if (parts.length == 2) {
                kind = ServerKind.of(parts[0])
                        .orElseThrow(
                                () -> wrong.apply("--image=" + one + " is of no server; known: " + ServerKind.keys()));
            }
            if (kind == null || image.isBlank()) {
                throw wrong.apply("--image=" + one + " names no " + (image.isBlank() ? "image" : "server")
                        + ": give SERVER=NAME, such as redis=redis:7.4");
            }
            add(named, kind, image);
        }
        return named;
    }

    private static void add(Map<ServerKind, List<String>> to, ServerKind kind, String one) {
        List<String> all = to.computeIfAbsent(kind, none -> new ArrayList<>());
        if (!all.contains(one)) {
            all.add(one);
        }
    }

    /** What was taken and why: {@code embedded (auto: there is no Docker)}. */
    public String choice() {
        return choice;
    }

    /** The addresses of those that were given; none if one will be started. */
    public List<String> addresses(ServerKind kind) {
        return given.getOrDefault(kind, List.of());
    }

    /**
     * The servers of {@code kinds} that were asked for, one of each kind at a time: the first of each, the second of
     * each; a kind that has no more gives its last again.
     */
    public List<Servers> each(Collection<ServerKind> kinds) {
        int most = kinds.stream().mapToInt(kind -> asked(kind).size()).max().orElse(1);
        return IntStream.range(0, most)
                .mapToObj(one -> new Servers(source, choice, given, images, one))
                .toList();
    }

    private List<String> asked(ServerKind kind) {
        return given.containsKey(kind) ? given.get(kind) : images.getOrDefault(kind, List.of(kind.usualImage()));
    }

    private String one(ServerKind kind) {
        List<String> asked = asked(kind);
        return asked.get(Math.min(number, asked.size() - 1));
    }

    /** What tells the one of this kind from others of its kind: its image or its address; none if it is the only one. */
    public Optional<String> named(ServerKind kind) {
        return asked(kind).size() == 1
                ? Optional.empty()
                : Optional.of(given.containsKey(kind) ? ServerKind.authority(one(kind)) : one(kind));
    }

    /** Starts one, or takes the one that was given. */
    public RunningServer start(ServerKind kind) {
        RunningServer server =
                given.containsKey(kind) ? RunningServer.given(kind, one(kind)) : source.start(kind, one(kind));
        return named(kind).map(server::named).orElse(server);
    }

    /**
     * Starts one that can be killed.
     *
     * @param ways the ports of 127.0.0.1 by which its clients will reach it: a broker tells them
     */
    public RestartableServer startRestartable(ServerKind kind, List<Integer> ways) {
        if (given.containsKey(kind)) {
            throw new IllegalStateException(ServerKind.shown(given.get(kind).get(0)) + " is not ours to be killed");
        }
        return source.startRestartable(kind, one(kind), ways);
    }
}
