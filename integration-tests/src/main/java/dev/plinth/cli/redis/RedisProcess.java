package dev.plinth.cli.redis;

import dev.plinth.cli.compare.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import redis.embedded.RedisServer;

/** A real Redis server on a free port of the loopback address. */
final class RedisProcess implements Server {

    private final RedisServer process;
    private final int port;

    private RedisProcess(RedisServer process, int port) {
        this.process = process;
        this.port = port;
    }

    static Server start() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        RedisServer process = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .setting("appendonly no")
                .onShutdownForceStop(true)
                .build();
        process.start();
        return new RedisProcess(process, port);
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
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public String description() {
        return "started for this run on 127.0.0.1:" + port;
    }

    @Override
    public void close() {
        try {
            process.stop();
        } catch (IOException e) {
            throw new IllegalStateException("the Redis server on port " + port + " did not stop: " + e, e);
        }
    }

    private record Existing(String uri, String description) implements Server {
        @Override
        public void close() {
            // Not ours.
        }
    }
}
