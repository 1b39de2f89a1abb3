package dev.plinth.cli.db;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.cli.behaviour.Recorder;
import dev.plinth.cli.behaviour.Transcript;
import dev.plinth.cli.load.Client;
import dev.plinth.cli.load.Line;
import dev.plinth.cli.load.Load;
import dev.plinth.cli.load.RuntimeFacts;
import dev.plinth.db.DbAdapter;
import dev.plinth.db.DbOptions;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** R2DBC on Plinth, by its adapter: the same R2DBC code as the stock stack's. */
public final class PlinthDb implements Client {

    /** Option: {@link #ON_CORES} or {@link #FROM_OUTSIDE}. */
    static final String CALLERS = "callers";

    static final String ON_CORES = "onCores";
    static final String FROM_OUTSIDE = "fromOutside";

    /** Under which its connections are known to the server. */
    private static final String APPLICATION =
            "plinth-compare-" + ProcessHandle.current().pid();

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private boolean onCores;
    private AsyncRuntime runtime;
    private DbAdapter adapter;

    /** Made by name. */
    public PlinthDb() {}

    @Override
    public List<Line> open(Map<String, String> options) {
        onCores = options.get(CALLERS).equals(ON_CORES);
        runtime = RuntimeFacts.open(options);
        DbOptions pool = DbOptions.builder(runtime.config())
                .pool(limits -> limits.max(DbComparison.POOL))
                .build();
        String url = DbUrl.parse(options.get(DbComparison.URI)).text() + "?application_name=" + APPLICATION;
        adapter = runtime.blockOn(DbAdapter.connect(runtime, url, pool).timeout(PATIENCE));
        ConnectionFactory connections = adapter.connectionFactory();
        List<Line> callers = new ArrayList<>();
        for (int i = 0; i < DbComparison.MOST_CALLERS; i++) {
            int core = i % runtime.cores();
            // Each counts by itself: a transaction may have got a connection of another core than its caller's.
            callers.add(new R2dbcLine(connections, task -> runtime.execute(core, task)));
        }
        return callers;
    }

    @Override
    public Load load(Load asked) {
        return onCores ? asked : asked.byBlocking();
    }

    /** As the server counts them. */
    @Override
    public int connections() {
        String sql = "SELECT count(*)::int FROM pg_stat_activity WHERE application_name = '" + APPLICATION + "'";
        return Mono.usingWhen(
                        adapter.connectionFactory().create(),
                        connection -> Flux.from(connection.createStatement(sql).execute())
                                .flatMap(result -> result.map((row, metadata) -> row.get(0, Integer.class)))
                                .single(),
                        Connection::close)
                .block(PATIENCE);
    }

    @Override
    public Map<String, String> facts() {
        return RuntimeFacts.of(runtime, adapter);
    }

    @Override
    public Map<String, Long> counts() {
        return RuntimeFacts.counts(runtime);
    }

    @Override
    public Optional<Transcript> behave() {
        return Optional.of(Recorder.record(new DbSuite(adapter.connectionFactory())));
    }

    @Override
    public void close() {
        adapter.close();
        runtime.close();
    }
}
