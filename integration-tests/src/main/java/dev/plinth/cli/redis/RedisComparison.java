package dev.plinth.cli.redis;

import dev.plinth.cli.compare.Comparison;
import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Libraries;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Server;
import dev.plinth.cli.compare.Workload;
import dev.plinth.cli.load.Load;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Redis: Lettuce on Plinth beside Lettuce as it comes, and vertx-redis-client. */
public final class RedisComparison implements Comparison {

    static final String STOCK = "stock";
    static final String STOCK_EPOLL = "stock-epoll";
    static final String STOCK_MERGED = "stock-merged";
    static final String VERTX = "vertx";
    static final String NATIVE = "redis-benchmark";

    /** What lettuce-core itself depends on: no epoll, no io_uring. */
    private static final Libraries LETTUCE = Libraries.only(
            "lettuce-core-",
            "redis-authx-core-",
            "reactor-core-",
            "reactive-streams-",
            "jspecify-",
            "netty-buffer-",
            "netty-codec-base-",
            "netty-codec-dns-",
            "netty-common-",
            "netty-handler-4",
            "netty-resolver-",
            "netty-transport-4",
            "netty-transport-native-unix-common-");

    private static final Libraries VERTX_REDIS = Libraries.only(
            "vertx-",
            "netty-buffer-",
            "netty-codec-",
            "netty-common-",
            "netty-handler-",
            "netty-resolver-",
            "netty-tcnative-classes-",
            "netty-transport-4",
            "netty-transport-native-unix-common-");

    /** Made by {@link dev.plinth.cli.compare.Comparisons}. */
    public RedisComparison() {}

    @Override
    public String adapter() {
        return "redis";
    }

    @Override
    public String title() {
        return "Redis";
    }

    @Override
    public List<Workload> workloads() {
        List<Workload> all = new ArrayList<>();
        for (String operation : List.of("get", "set")) {
            String name = operation.toUpperCase(Locale.ROOT);
            all.add(new Workload(
                    operation + "-blocking-1",
                    name + ": one caller that waits for each reply",
                    new Load(operation, true, 1, 1, false)));
            all.add(new Workload(
                    operation + "-pipelined-64",
                    name + ": one caller with 64 in flight on one connection",
                    new Load(operation, false, 1, 64, false)));
            all.add(new Workload(
                    operation + "-blocking-64",
                    name + ": 64 callers that wait for each reply",
                    new Load(operation, true, 64, 1, true)));
            all.add(new Workload(
                    operation + "-async-64",
                    name + ": 64 asynchronous callers over the client's usual connections",
                    new Load(operation, false, 64, 1, true)));
        }
        return all;
    }

    @Override
    public List<String> quickWorkloads() {
        return List.of("get-blocking-1", "get-pipelined-64", "get-blocking-64");
    }

    @Override
    public List<Contestant> peers() {
        return List.of(
                peer(STOCK, "stock Lettuce", "as shipped: NIO", StockLettuce.class, LETTUCE, Map.of()),
                peer(
                        STOCK_EPOLL,
                        "stock Lettuce with epoll",
                        "epoll's natives added to the classpath",
                        StockLettuce.class,
                        LETTUCE.and("netty-transport-classes-epoll-", "netty-transport-native-epoll-"),
                        Map.of()),
                peer(
                        STOCK_MERGED,
                        "stock Lettuce with flush merging",
                        "as shipped, FlushConsolidationHandler(256, true) added by NettyCustomizer",
                        StockLettuce.class,
                        LETTUCE,
                        Map.of(StockLettuce.MERGE_FLUSHES, "true")),
                peer(
                        VERTX,
                        "vertx-redis-client",
                        "as shipped: NIO; a pipelining connection per event loop",
                        VertxRedis.class,
                        VERTX_REDIS,
                        Map.of()),
                new Contestant(
                        NATIVE,
                        NATIVE,
                        null,
                        "Redis' own load generator in C: a connection per caller, one thread; what a caller has in flight"
                                + " it sends at once, and waits for all of it",
                        RedisBenchmark.class.getName(),
                        Libraries.only(),
                        Map.of(),
                        true,
                        null));
    }

    @Override
    public String without(Contestant contestant, Workload workload) {
        return contestant.name().equals(NATIVE) && workload.load().open()
                ? "redis-benchmark cannot be told a rate"
                : null;
    }

    private static Contestant peer(
            String name,
            String client,
            String description,
            Class<?> type,
            Libraries libraries,
            Map<String, String> options) {
        return new Contestant(name, client, null, description, type.getName(), libraries, options, null);
    }

    @Override
    public Contestant plinth(String backend, String notRun) {
        return new Contestant(
                backend,
                "Lettuce on Plinth",
                backend,
                "the Redis adapter on backend " + backend,
                PlinthRedis.class.getName(),
                Libraries.allBut("vertx-", "embedded-redis-", "jedis-", "picocli-"),
                Map.of("backend", backend),
                notRun);
    }

    @Override
    public List<ServerKind> serverKinds() {
        return List.of(ServerKind.REDIS);
    }

    @Override
    public Server server(Servers from, List<Workload> workloads) {
        return Server.of(from.start(ServerKind.REDIS));
    }

    @Override
    public String uriOption() {
        return StockLettuce.URI;
    }

    @Override
    public String unit() {
        return "command";
    }

    @Override
    public long suiteMillis() {
        return 1_500;
    }

    @Override
    public List<String> remarks(List<Row> rows) {
        return RedisRemarks.of(rows);
    }
}
