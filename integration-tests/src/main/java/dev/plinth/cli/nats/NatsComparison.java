package dev.plinth.cli.nats;

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
import java.util.List;
import java.util.Map;

/** NATS: the adapter's engine beside jnats as it comes, and jnats with its bytes on a runtime. */
public final class NatsComparison implements Comparison {

    /** The subject on which requests are answered, by a process of its own. */
    public static final String ECHO = Subjects.ECHO;

    static final String REQUEST = "request";
    static final String PUBLISH = "publish";
    static final String ROUND_TRIP = "round-trip";
    static final String STORE = "store";

    private static final Libraries JNATS = Libraries.only("jnats-", "bcprov-", "jspecify-");
    private static final Libraries PLINTH =
            Libraries.allBut("vertx-", "embedded-", "jedis-", "picocli-", "lettuce-", "kafka");

    /** Made by {@link dev.plinth.cli.compare.Comparisons}. */
    public NatsComparison() {}

    @Override
    public String adapter() {
        return "nats";
    }

    @Override
    public String title() {
        return "NATS";
    }

    @Override
    public List<Workload> workloads() {
        return List.of(
                new Workload(
                        "request-1",
                        "request/reply, 64 bytes: one requester that waits for each reply",
                        new Load(REQUEST, true, 1, 1, false)),
                new Workload(
                        "request-64",
                        "request/reply, 64 bytes: 64 requesters on one connection",
                        new Load(REQUEST, false, 64, 1, false)),
                new Workload(
                        "publish-x100",
                        "publish, 64 bytes, one thread; an operation is " + Subjects.BATCH + " messages",
                        new Load(PUBLISH, true, 1, 1, false)),
                new Workload(
                        "round-trip-256",
                        "publish and subscribe, 64 bytes: 256 messages on their way through the server and back",
                        new Load(ROUND_TRIP, false, 256, 1, false)),
                new Workload(
                        "store-256",
                        "JetStream, 64 bytes in memory: 256 messages published and not yet confirmed",
                        new Load(STORE, false, 256, 1, false)));
    }

    @Override
    public List<String> quickWorkloads() {
        return List.of("request-1", "request-64", "publish-x100");
    }

    @Override
    public List<Contestant> peers() {
        return List.of(
                peer("stock", "jnats", "as shipped: sockets, and threads of its own", JNATS, Map.of()),
                peer(
                        "jnats-on-plinth",
                        "jnats on Plinth",
                        "jnats with its bytes and threads on the best backend (PlinthNats.options)",
                        PLINTH,
                        Map.of(JnatsClient.BACKEND, "auto")));
    }

    private static Contestant peer(
            String name, String client, String description, Libraries libraries, Map<String, String> options) {
        return new Contestant(name, client, null, description, JnatsClient.class.getName(), libraries, options, null);
    }

    @Override
    public Contestant plinth(String backend, String notRun) {
        return new Contestant(
                backend,
                "the NATS adapter",
                backend,
                "the engine of the NATS adapter on backend " + backend,
                PlinthNatsClient.class.getName(),
                PLINTH,
                Map.of("backend", backend),
                notRun);
    }

    @Override
    public List<ServerKind> serverKinds() {
        return List.of(ServerKind.NATS);
    }

    @Override
    public Server server(Servers from, List<Workload> workloads) throws IOException {
        return NatsWithResponder.on(from.start(ServerKind.NATS));
    }

    @Override
    public String uriOption() {
        return JnatsClient.URI;
    }

    @Override
    public long suiteMillis() {
        return 2_000;
    }

    @Override
    public List<String> remarks(List<Row> rows) {
        return List.of();
    }
}
