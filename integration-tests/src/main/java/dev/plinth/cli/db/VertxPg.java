package dev.plinth.cli.db;

import dev.plinth.cli.load.Client;
import dev.plinth.cli.load.Line;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * vertx-pg-client as its documentation recommends it for throughput: prepared statements are cached,
 * and single statements go over its pipelining client. One client for each event loop that is used, here
 * one per processor, so that no result changes threads.
 */
public final class VertxPg implements Client {

    /** Option: how many statements a connection has in flight at most. */
    static final String PIPELINING = "pipelining";

    private static final int SECONDS = 10;

    private int connections;
    private Vertx vertx;

    /** Made by name. */
    public VertxPg() {}

    @Override
    public List<Line> open(Map<String, String> options) throws Exception {
        DbUrl url = DbUrl.parse(options.get(DbComparison.URI));
        int loops = Runtime.getRuntime().availableProcessors();
        int size = Math.max(1, Integer.parseInt(options.get(DbComparison.POOL_SIZE)) / loops);
        int forTransactions = Math.max(1, DbComparison.POOL / loops);
        connections = loops * size;
        vertx = Vertx.vertx();
        PgConnectOptions server = new PgConnectOptions()
                .setHost(url.host())
                .setPort(url.port())
                .setDatabase(url.database())
                .setUser(url.user())
                .setPassword(url.password())
                .setCachePreparedStatements(true)
                .setPipeliningLimit(Integer.parseInt(options.get(PIPELINING)));
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            Context context = vertx.getOrCreateContext(); // from outside: the next event loop
            CompletableFuture<VertxLine> made = new CompletableFuture<>();
            context.runOnContext(ignored -> {
                SqlClient pipelining = PgBuilder.client()
                        .with(new PoolOptions().setMaxSize(size))
                        .connectingTo(server)
                        .using(vertx)
                        .build();
                Pool pool = PgBuilder.pool()
                        .with(new PoolOptions().setMaxSize(forTransactions))
                        .connectingTo(server)
                        .using(vertx)
                        .build();
                made.complete(new VertxLine(context, pipelining, pool));
            });
            lines.add(made.get(SECONDS, TimeUnit.SECONDS));
        }
        return lines;
    }

    @Override
    public int connections() {
        return connections;
    }

    @Override
    public Map<String, String> facts() throws Exception {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(ACTIVE_TRANSPORT, vertx.isNativeTransportEnabled() ? "native" : "nio");
        facts.put("vertxPg", String.valueOf(Pool.class.getPackage().getImplementationVersion()));
        return facts;
    }

    @Override
    public void close() throws Exception {
        Future<Void> closed = vertx.close();
        closed.await(SECONDS, TimeUnit.SECONDS);
    }
}
