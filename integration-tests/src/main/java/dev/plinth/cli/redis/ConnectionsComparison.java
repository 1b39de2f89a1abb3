package dev.plinth.cli.redis;

import dev.plinth.cli.compare.Comparison;
import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Server;
import dev.plinth.cli.compare.Workload;
import dev.plinth.cli.load.Load;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * 1,000 connections to Redis in one process, as a service has that needs a connection for each of its users: what they
 * cost in memory, threads and CPU. Apart from {@link RedisComparison}, so that a process that did nothing else is
 * weighed.
 */
public final class ConnectionsComparison implements Comparison {

    private static final int CONNECTIONS = 1_000;

    /** Of all connections together: each has a command now and then. */
    private static final int QUIET_RATE = 5_000;

    private static final Set<String> PEERS =
            Set.of(RedisComparison.STOCK, RedisComparison.STOCK_EPOLL, RedisComparison.VERTX, RedisComparison.NATIVE);

    private final RedisComparison redis = new RedisComparison();

    /** Made by {@link dev.plinth.cli.compare.Comparisons}. */
    public ConnectionsComparison() {}

    @Override
    public String adapter() {
        return "connections";
    }

    @Override
    public String title() {
        return "1,000 connections to Redis";
    }

    @Override
    public List<Workload> workloads() {
        Load busy = new Load("get", false, CONNECTIONS, 1, true);
        return List.of(
                new Workload("connections-1000", "GET on 1,000 connections of a process, one in flight on each", busy),
                new Workload(
                        "connections-1000-quiet",
                        "GET on 1,000 connections of a process, " + QUIET_RATE / CONNECTIONS
                                + " a second on each, at fixed times",
                        busy.at(QUIET_RATE)));
    }

    @Override
    public List<String> quickWorkloads() {
        return List.of("connections-1000");
    }

    @Override
    public List<Contestant> peers() {
        return redis.peers().stream()
                .filter(peer -> PEERS.contains(peer.name()))
                .map(ConnectionsComparison::withConnections)
                .toList();
    }

    @Override
    public Contestant plinth(String backend, String notRun) {
        return withConnections(redis.plinth(backend, notRun));
    }

    private static Contestant withConnections(Contestant one) {
        return one.with(StockLettuce.CONNECTIONS, Integer.toString(CONNECTIONS)).described("; a connection per caller");
    }

    @Override
    public String without(Contestant contestant, Workload workload) {
        return redis.without(contestant, workload);
    }

    @Override
    public List<ServerKind> serverKinds() {
        return redis.serverKinds();
    }

    @Override
    public Server server(Servers from, List<Workload> workloads) {
        return redis.server(from, workloads);
    }

    @Override
    public String uriOption() {
        return redis.uriOption();
    }

    @Override
    public String unit() {
        return redis.unit();
    }

    @Override
    public List<String> remarks(List<Row> rows) {
        String each = rows.stream()
                .filter(row -> row.figures() != null && !row.contestant().limit())
                .collect(Collectors.groupingBy(
                        row -> row.contestant().name(),
                        LinkedHashMap::new,
                        Collectors.reducing((one, other) -> most(one) > most(other) ? one : other)))
                .values()
                .stream()
                .flatMap(row -> row.stream())
                .map(row -> String.format(
                        Locale.ROOT,
                        "%s %.0f MB and %.0f threads",
                        row.contestant().name(),
                        most(row),
                        row.figures().value(Figure.THREADS)))
                .collect(Collectors.joining(", "));
        return each.isEmpty() ? List.of() : List.of("The process with its 1,000 connections has: " + each + ".");
    }

    private static double most(Row row) {
        return row.figures().value(Figure.RSS);
    }
}
