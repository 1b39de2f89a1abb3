package dev.plinth.cli.db;

import dev.plinth.cli.compare.Comparison;
import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Libraries;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Server;
import dev.plinth.cli.compare.Workload;
import dev.plinth.cli.load.Load;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PostgreSQL: R2DBC on Plinth beside r2dbc-pool, vertx-pg-client, HikariCP and pgbench. */
public final class DbComparison implements Comparison {

    static final String STOCK = "stock";
    static final String PGBENCH = "pgbench";

    static final String URI = "url";
    static final String POOL_SIZE = "poolSize";

    /** How many connections the pools have. */
    static final int POOL = 8;

    static final int MOST_CALLERS = 64;

    private static final Libraries R2DBC = Libraries.only(
            "r2dbc-",
            "scram-",
            "saslprep-",
            "stringprep-",
            "reactor-",
            "reactive-streams-",
            "jspecify-",
            "netty-buffer-",
            "netty-codec-",
            "netty-common-",
            "netty-handler-",
            "netty-resolver-",
            "netty-transport-4",
            "netty-transport-classes-epoll-",
            "netty-transport-native-epoll-",
            "netty-transport-native-unix-common-");

    private static final Libraries VERTX = Libraries.only(
                    "vertx-sql-client-",
                    "vertx-pg-client-",
                    "scram-",
                    "saslprep-",
                    "stringprep-",
                    "netty-buffer-",
                    "netty-codec-",
                    "netty-common-",
                    "netty-handler-",
                    "netty-resolver-",
                    "netty-tcnative-classes-",
                    "netty-transport-4",
                    "netty-transport-native-unix-common-")
            .andOf("vertx-pg");

    private static final Libraries JDBC = Libraries.only("HikariCP-", "postgresql-");

    /** Made by {@link dev.plinth.cli.compare.Comparisons}. */
    public DbComparison() {}

    @Override
    public String adapter() {
        return "db";
    }

    @Override
    public String title() {
        return "PostgreSQL";
    }

    @Override
    public List<Workload> workloads() {
        List<Workload> all = new ArrayList<>();
        for (Dataset.Operation operation : Dataset.Operation.values()) {
            String name = operation.name().toLowerCase(java.util.Locale.ROOT);
            for (int callers : List.of(1, 8, MOST_CALLERS)) {
                all.add(new Workload(
                        name + "-" + callers,
                        operation.title() + (callers == 1 ? ": one caller" : ": " + callers + " callers"),
                        new Load(name, false, callers, 1, true)));
            }
        }
        return all;
    }

    @Override
    public List<String> quickWorkloads() {
        return List.of("select-64", "transaction-8");
    }

    @Override
    public List<Contestant> peers() {
        return List.of(
                peer(
                        STOCK,
                        "stock r2dbc-pool",
                        "r2dbc-postgresql behind r2dbc-pool with " + POOL + " connections, as shipped: epoll on Linux",
                        StockR2dbc.class,
                        R2DBC,
                        Map.of(POOL_SIZE, Integer.toString(POOL))),
                vertx("vertx", 16, 16),
                hikari("hikari", HikariJdbc.VIRTUAL, "each caller a virtual thread"),
                hikari("hikari-platform", HikariJdbc.PLATFORM, "the callers on " + POOL + " platform threads"),
                pgbench(PGBENCH, MOST_CALLERS));
    }

    @Override
    public List<Contestant> peersByName() {
        List<Contestant> more = new ArrayList<>();
        for (int size : List.of(2, 4, 8, 16)) {
            for (int limit : List.of(4, 16, 64, 256, 1024)) {
                more.add(vertx("vertx-" + size + "x" + limit, size, limit));
            }
        }
        more.add(pgbench("pgbench-8", POOL));
        return more;
    }

    private static Contestant vertx(String name, int size, int limit) {
        return peer(
                name,
                "vertx-pg-client " + size + "x" + limit,
                "as shipped: NIO; pipelining clients with " + size + " connections over all event loops and at most "
                        + limit + " statements in flight on each; transactions on pools of " + POOL + " connections",
                VertxPg.class,
                VERTX,
                Map.of(POOL_SIZE, Integer.toString(size), VertxPg.PIPELINING, Integer.toString(limit)));
    }

    private static Contestant hikari(String name, String threads, String callers) {
        return peer(
                name,
                "HikariCP, " + threads + " threads",
                "pgjdbc behind HikariCP with " + POOL + " connections; " + callers,
                HikariJdbc.class,
                JDBC,
                Map.of(HikariJdbc.THREADS, threads, POOL_SIZE, Integer.toString(POOL)));
    }

    private static Contestant pgbench(String name, int most) {
        return new Contestant(
                name,
                "pgbench -M prepared -c " + (most < MOST_CALLERS ? "<=" + most : "callers"),
                null,
                "the limit of clients that do not pipeline, as it does not: PostgreSQL's own load generator in C,"
                        + " prepared statements, a connection per caller"
                        + (most < MOST_CALLERS ? ", at most " + most : "") + ", a thread per CPU at most (-j)",
                Pgbench.class.getName(),
                Libraries.only(),
                Map.of(Pgbench.MOST, Integer.toString(most)),
                true,
                null);
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
        return plinth(
                backend,
                "R2DBC on Plinth",
                backend,
                "the database adapter on backend " + backend + ", its callers on the cores",
                PlinthDb.ON_CORES,
                notRun);
    }

    @Override
    public List<Contestant> plinthInOtherWays(String backend) {
        return List.of(plinth(
                backend + "-from-outside",
                "R2DBC on Plinth, from outside",
                backend,
                "the same on backend " + backend + ", its callers threads that wait: virtual ones if there are many",
                PlinthDb.FROM_OUTSIDE,
                null));
    }

    private static Contestant plinth(
            String name, String client, String backend, String description, String callers, String notRun) {
        return new Contestant(
                name,
                client,
                backend,
                description,
                PlinthDb.class.getName(),
                Libraries.allBut(
                        "vertx-",
                        "lettuce-",
                        "embedded-",
                        "jedis-",
                        "picocli-",
                        "HikariCP-",
                        "postgresql-",
                        "r2dbc-pool-",
                        "plinth-adapters-redis-",
                        "commons-"),
                Map.of("backend", backend, PlinthDb.CALLERS, callers),
                notRun);
    }

    @Override
    public List<ServerKind> serverKinds() {
        return List.of(ServerKind.POSTGRES);
    }

    @Override
    public void checkAddress(ServerKind kind, String address) {
        DbUrl.parse(address);
    }

    @Override
    public Server server(Servers from, List<Workload> workloads) throws IOException {
        return DbServer.on(from.start(ServerKind.POSTGRES));
    }

    @Override
    public int mostWarmUps() {
        return 8;
    }

    @Override
    public String uriOption() {
        return URI;
    }

    @Override
    public long suiteMillis() {
        return 2_000;
    }

    @Override
    public List<String> remarks(List<Row> rows) {
        return DbRemarks.of(rows);
    }
}
