package dev.plinth.cli.servers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The servers that the adapters need. */
public enum ServerKind {
    REDIS("Redis", "redis:7.0", 6379, "redis://[user:password@]host[:port]", "redis", "rediss"),
    POSTGRES("PostgreSQL", "postgres:15", 5432, "postgresql://user[:password]@host/database", "postgresql", "postgres"),
    NATS("NATS", "nats:2.9", 4222, "nats://[user:password@]host[:port]", "nats", "tls"),
    KAFKA("Kafka", "apache/kafka:4.4.0", 9092, "kafka://host:port", "kafka");

    private static final int REACH_MILLIS = 3_000;

    private final String title;
    private final String image;
    private final int port;
    private final String form;
    private final List<String> schemes;

    ServerKind(String title, String image, int port, String form, String... schemes) {
        this.title = title;
        this.image = image;
        this.port = port;
        this.form = form;
        this.schemes = Arrays.asList(schemes); // may be asked for null
    }

    /** Its name in options: {@code redis}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its name for people: {@code Redis}. */
    public String title() {
        return title;
    }

    /** The image that is run unless another is named: by {@code PLINTH_IMAGE_REDIS}, as for the script docker/images. */
    public String usualImage() {
        String named = System.getenv("PLINTH_IMAGE_" + name());
        return named == null || named.isBlank() ? image : named;
    }

    /** The port that it listens on within a container. */
    int port() {
        return port;
    }

    /** The one with this {@link #key}. */
    public static Optional<ServerKind> of(String key) {
        return Arrays.stream(values()).filter(kind -> kind.key().equals(key)).findFirst();
    }

    /** The one whose addresses have the scheme of this one. */
    static Optional<ServerKind> ofAddress(String address) {
        try {
            String scheme = new URI(address).getScheme();
            return Arrays.stream(values())
                    .filter(kind -> kind.schemes.contains(scheme))
                    .findFirst();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether this is an address of such a server.
     *
     * @throws IllegalArgumentException if not; the message follows the address in a sentence
     */
    public void check(String address) {
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no " + title + " address (" + e.getReason() + "): give " + form, e);
        }
        if (uri.getHost() == null || !schemes.contains(uri.getScheme())) {
            throw new IllegalArgumentException("is no " + title + " address: give " + form);
        }
    }

    /**
     * Whether somebody listens at this address, which {@link #check} has passed.
     *
     * @throws ServersUnavailableException if not, or nobody answers within 3 s
     */
    public void checkReached(String address) {
        URI uri = URI.create(address);
        try (Socket socket = new Socket()) {
            int at = uri.getPort() < 0 ? port : uri.getPort();
            socket.connect(new InetSocketAddress(uri.getHost(), at), REACH_MILLIS);
        } catch (IOException e) {
            throw new ServersUnavailableException(
                    title + " at " + authority(address) + " cannot be reached: " + e.getMessage()
                            + ". Does it run, and is the address right? Without an address one is started here",
                    e);
        }
    }

    /** All of their names. */
    static String keys() {
        return Arrays.stream(values()).map(ServerKind::key).collect(Collectors.joining(", "));
    }

    /** {@code host:port} of an address, or of several. */
    static String authority(String address) {
        return address.replaceFirst("^\\w+://", "").replaceFirst("^[^/@]*@", "").replaceFirst("/.*", "");
    }

    /** An address for people: no password. */
    public static String shown(String address) {
        return address.replaceAll("//[^/@]*@", "//***@");
    }
}
