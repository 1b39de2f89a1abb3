package dev.plinth.redis;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lettuce's own clients on a runtime, for services that use Lettuce already: put one of these in
 * place of {@code RedisClient.create} and the rest of the code stays as it is: sync, async and
 * reactive commands, pub/sub, Sentinel, Cluster, codecs, RESP3, {@code rediss://}, ACL users.
 *
 * <p>No thread of Lettuce's own is started: connections, timers and executors run on the runtime's
 * cores. A connection belongs to the core on which it is opened, or to one in turn when opened from
 * outside (those of a cluster client: always in turn), and its completions come there. Calls that
 * wait ({@code connect()}, {@code sync()}, {@code close()}) throw {@link IllegalStateException} on a
 * core. A client is shut down before its runtime.
 *
 * <p>Flushes are merged, the queue is bounded, and what may have run is not sent again: see {@link
 * RedisOptions}. Socket files ({@code redis-socket://}) are not supported.
 */
public final class PlinthLettuce {

    private PlinthLettuce() {}

    /**
     * A client.
     *
     * @param uri such as {@code redis://user:password@host:6379/0}
     * @throws ConfigException if the URI cannot be used
     */
    public static RedisClient redisClient(AsyncRuntime runtime, String uri) {
        return redisClient(runtime, RedisUris.parse(uri), options(runtime));
    }

    /** A client with options; the URI may name Sentinels. */
    public static RedisClient redisClient(AsyncRuntime runtime, RedisURI uri, RedisOptions options) {
        return newClient(runtime, uri, options);
    }

    static PlinthRedisClient newClient(AsyncRuntime runtime, RedisURI uri, RedisOptions options) {
        ChannelSetup.check(uri);
        RedisURI effective = ClientContext.withTimeout(uri, options);
        ClientContext context = new ClientContext(runtime, options, effective.getTimeout());
        return PlinthRedisClient.create(context, effective);
    }

    /** A client of a cluster. */
    public static RedisClusterClient clusterClient(AsyncRuntime runtime, Iterable<RedisURI> nodes) {
        return clusterClient(runtime, nodes, options(runtime));
    }

    /**
     * A client of a cluster, with options.
     *
     * @throws ConfigException if there are no nodes
     */
    public static RedisClusterClient clusterClient(
            AsyncRuntime runtime, Iterable<RedisURI> nodes, RedisOptions options) {
        List<RedisURI> effective = new ArrayList<>();
        nodes.forEach(node -> effective.add(ClientContext.withTimeout(node, options)));
        if (effective.isEmpty()) {
            throw new ConfigException("a cluster client needs the address of at least one node");
        }
        Duration timeout = effective.get(0).getTimeout();
        return PlinthClusterClient.create(new ClientContext(runtime, options, timeout), effective);
    }

    /**
     * Resources whose loops, executors and timers are the runtime's, to change further. For libraries
     * that ask for them; with {@code RedisClient.create(resources, …)} Lettuce still chooses the
     * channels by itself, which fit no other loops than NIO's or epoll's: use {@link #redisClient}.
     */
    public static ClientResources.Builder clientResources(AsyncRuntime runtime) {
        return ClientContext.resources(runtime, options(runtime));
    }

    static RedisOptions options(AsyncRuntime runtime) {
        return RedisOptions.builder(runtime.config()).build();
    }
}
