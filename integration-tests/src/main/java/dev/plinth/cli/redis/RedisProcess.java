package dev.plinth.cli.redis;

import dev.plinth.cli.compare.Server;
import dev.plinth.cli.servers.EmbeddedRedis;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** A real Redis server on a free port of the loopback address. */
final class RedisProcess implements Server {

    private final EmbeddedRedis process;

    private RedisProcess(EmbeddedRedis process) {
        this.process = process;
    }

    static Server start() {
        return new RedisProcess(EmbeddedRedis.start());
    }

    /** A server that runs already. */
    static Server existing(String uri) {
        URI parsed;
        try {
            parsed = new URI(uri);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no Redis address: " + e.getReason(), e);
        }
        if (parsed.getHost() == null || !List.of("redis", "rediss").contains(parsed.getScheme())) {
            throw new IllegalArgumentException("is no Redis address: give redis://[user:password@]host[:port]");
        }
        String port = parsed.getPort() < 0 ? "" : ":" + parsed.getPort();
        String shown = parsed.getScheme() + "://" + parsed.getHost() + port;
        return new Existing(uri, shown);
    }

    @Override
    public String uri() {
        return process.uri();
    }

    @Override
    public String description() {
        return "started for this run on 127.0.0.1:" + process.port();
    }

    @Override
    public void close() {
        process.close();
    }

    private record Existing(String uri, String description) implements Server {
        @Override
        public void close() {
            // Not ours.
        }
    }
}
