package dev.plinth.cli.service;

import dev.plinth.cli.compare.Comparison;
import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Libraries;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Server;
import dev.plinth.cli.compare.Workload;
import dev.plinth.cli.load.Load;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A service that uses Redis, PostgreSQL, NATS and Kafka at once: on one runtime, beside four stock clients. */
public final class ServiceComparison implements Comparison {

    /** Connections to PostgreSQL. */
    static final int POOL = 8;

    static final int MOST_CALLERS = 64;

    /** What a reader may have heard of such pipelines. */
    private static final String ASIDE =
            "To set beside them: 8,000 a second with the usual clients and 15,000 on one runtime, 1.9 times, is what this"
                    + " design was once expected to do, on another machine; compare the multiples.";

    private static final Libraries STOCK = Libraries.allBut(
            "plinth-", "vertx-", "embedded-", "jedis-", "picocli-", "HikariCP-", "postgresql-", "kafka_");

    private static final Libraries PLINTH = Libraries.allBut(
            "vertx-", "embedded-", "jedis-", "picocli-", "HikariCP-", "postgresql-", "r2dbc-pool-", "kafka_");

    /** Made by {@link dev.plinth.cli.compare.Comparisons}. */
    public ServiceComparison() {}

    @Override
    public String adapter() {
        return "service";
    }

    @Override
    public String title() {
        return "A service with four clients";
    }

    @Override
    public List<Workload> workloads() {
        return List.of(
                workload(
                        "cache-aside-1",
                        "Cache-aside (Redis, on one miss in ten PostgreSQL): one caller",
                        Service.CACHE_ASIDE,
                        1),
                workload(
                        "cache-aside-64",
                        "Cache-aside (Redis, on one miss in ten PostgreSQL): 64 callers",
                        Service.CACHE_ASIDE,
                        MOST_CALLERS),
                workload(
                        "mixed-64",
                        "Requests that read Redis and PostgreSQL, then ask over NATS and record in Kafka: 64 callers",
                        Service.MIXED,
                        MOST_CALLERS),
                workload(
                        "pipeline-4",
                        "Batches of " + Service.BATCH + " transactions, validated (Redis), written (PostgreSQL) and"
                                + " published (Kafka): 4 batches at a time; an operation is a batch",
                        Service.PIPELINE,
                        4));
    }

    private static Workload workload(String name, String title, String operation, int callers) {
        return new Workload(name, title, new Load(operation, false, callers, 1, true));
    }

    @Override
    public List<String> quickWorkloads() {
        return List.of("cache-aside-64", "mixed-64", "pipeline-4");
    }

    @Override
    public List<Contestant> peers() {
        return List.of(new Contestant(
                "stock",
                "the stock clients",
                null,
                "Lettuce with one connection, r2dbc-postgresql behind r2dbc-pool with " + POOL
                        + " connections, jnats, kafka-clients; as shipped",
                StockService.class.getName(),
                STOCK,
                Map.of(),
                null));
    }

    @Override
    public Contestant plinth(String backend, String notRun) {
        return new Contestant(
                backend,
                "four adapters on Plinth",
                backend,
                "the adapters of all four on one runtime, backend " + backend + ", its callers on the cores",
                PlinthService.class.getName(),
                PLINTH,
                Map.of("backend", backend),
                notRun);
    }

    @Override
    public int mostWarmUps() {
        return 4;
    }

    @Override
    public List<ServerKind> serverKinds() {
        return List.of(ServerKind.values());
    }

    @Override
    public void checkAddress(ServerKind kind, String address) {
        ServiceServers.checkAddress(kind, address);
    }

    @Override
    public Server server(Servers from, List<Workload> workloads) throws IOException {
        return ServiceServers.of(from);
    }

    @Override
    public String uriOption() {
        return Addresses.OPTION;
    }

    @Override
    public long suiteMillis() {
        return 4_000;
    }

    @Override
    public List<String> remarks(List<Row> rows) {
        String transactions = rows.stream()
                .filter(row -> row.workload().load().operation().equals(Service.PIPELINE) && row.figures() != null)
                .map(ServiceComparison::transactions)
                .collect(Collectors.joining(", "));
        return transactions.isEmpty()
                ? List.of()
                : List.of("Transactions a second in batches: " + transactions + ". " + ASIDE);
    }

    private static String transactions(Row row) {
        return String.format(
                Locale.ROOT,
                "%s %,.0f%s",
                row.contestant().name(),
                Service.BATCH * row.figures().value(Figure.OPS_PER_SEC),
                row.ratio() == null || !row.contestant().isPlinth()
                        ? ""
                        : String.format(
                                Locale.ROOT, " (%.2f times)", row.ratio().median()));
    }
}
