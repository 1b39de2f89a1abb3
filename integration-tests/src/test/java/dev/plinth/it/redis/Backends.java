package dev.plinth.it.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The backends that must run on this machine, by facts other than what they say themselves: one that should and does
 * not fails every test of it.
 */
public final class Backends {

    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

    private Backends() {}

    /** For {@code @MethodSource}. While working on one: {@code -Dplinth.it.backends=netty-nio}. */
    public static Stream<String> expected() {
        String chosen = System.getProperty("plinth.it.backends");
        return chosen != null ? Stream.of(chosen.split(",")) : names().stream();
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        if (LINUX && UringProbe.allowed()) {
            names.add("percore-uring");
        }
        if (LINUX) {
            names.add("netty-epoll");
        }
        names.add("netty-nio");
        if (Runtime.version().feature() >= 21) {
            names.add("virtualthreads");
        }
        return names;
    }

    /** What {@code info()} must call the transport of a backend. */
    static String transport(String backend) {
        return switch (backend) {
            case "percore-uring" -> "io_uring";
            case "netty-epoll" -> "epoll";
            case "netty-nio" -> "nio";
            case "virtualthreads" -> "bridge on virtualthreads";
            default -> throw new IllegalArgumentException(backend);
        };
    }

    /** The class of the channels that carry the bytes. */
    static String channel(String backend) {
        return switch (backend) {
            case "percore-uring" -> "IoUringSocketChannel";
            case "netty-epoll" -> "EpollSocketChannel";
            case "netty-nio" -> "NioSocketChannel";
            case "virtualthreads" -> "BridgeChannel";
            default -> throw new IllegalArgumentException(backend);
        };
    }
}
