package dev.plinth.redis;

import dev.plinth.api.Adapter;
import dev.plinth.api.ConfigException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads and names addresses; never shows a password. */
final class RedisUris {

    static final Set<String> SCHEMES =
            Set.of("redis", "rediss", "redis+ssl", "redis+tls", "redis-sentinel", "rediss-sentinel");

    private RedisUris() {}

    /** Signals {@link ConfigException} if it is no address of a Redis server. */
    static RedisURI parse(String uri) {
        String scheme = Adapter.scheme(uri);
        if (!SCHEMES.contains(scheme)) {
            throw new ConfigException("'" + scheme + "://' is no scheme of a Redis server; known: "
                    + new TreeSet<>(SCHEMES) + ", such as redis://user:password@host:6379/0");
        }
        try {
            RedisURI parsed = RedisURI.create(uri);
            if (parsed.getSentinels().isEmpty()
                    && (parsed.getHost() == null || parsed.getHost().isBlank())) {
                throw new IllegalArgumentException("it has no host");
            }
            if (parsed.getHost() != null && parsed.getHost().matches("[^:]*:[^:]*")) { // an IPv6 address has more
                throw new IllegalArgumentException("its port is no number");
            }
            settleCredentials(parsed);
            parsed.getSentinels().forEach(RedisUris::settleCredentials);
            return parsed;
        } catch (RuntimeException e) {
            // Not as its cause: the text of an URISyntaxException has the password in it.
            throw new ConfigException("'" + withoutPassword(uri) + "' cannot be used as the address of a Redis server: "
                    + reason(e, uri) + ". It must be like redis://user:password@host:6379/0?timeout=5s,"
                    + " with special characters in the password percent-encoded");
        }
    }

    /**
     * What a URI's text says is known at once, yet Lettuce would ask for it by way of the common pool, from a core: the
     * pool's threads would be started there, and inherit the core's pin to one CPU.
     */
    private static void settleCredentials(RedisURI uri) {
        RedisCredentials known =
                uri.getCredentialsProvider().resolveCredentials().toFuture().getNow(null);
        if (known != null) {
            uri.setCredentialsProvider(new StaticCredentialsProvider(known));
        }
    }

    /** The address for messages: scheme, user, host, port. */
    static String label(RedisURI uri) {
        if (!uri.getSentinels().isEmpty()) {
            StringBuilder text = new StringBuilder(uri.isSsl() ? "rediss-sentinel://" : "redis-sentinel://");
            uri.getSentinels()
                    .forEach(sentinel -> text.append(sentinel.getHost())
                            .append(':')
                            .append(sentinel.getPort())
                            .append(','));
            text.setLength(text.length() - 1);
            return text.append('#').append(uri.getSentinelMasterId()).toString();
        }
        return (uri.isSsl() ? "rediss://" : "redis://") + uri.getHost() + ":" + uri.getPort();
    }

    static String withoutPassword(String uri) {
        return uri.replaceFirst("//[^?]*@", "//***@");
    }

    private static String reason(RuntimeException e, String uri) {
        String message = String.valueOf(e.getMessage());
        String credentials = uri.replaceFirst("^[^:]*://", "").replaceFirst("@[^@]*$", "");
        boolean telling = uri.contains("@")
                && Stream.of(credentials.split("[:/@?#]")) // of which a part may have been taken for something else
                        .anyMatch(part -> !part.isEmpty() && message.contains(part));
        return telling || message.contains(uri) ? "it is not a valid URI" : message;
    }
}
