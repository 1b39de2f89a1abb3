package dev.plinth.it.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.db.DbAdapter;
import dev.plinth.db.DbOptions;
import dev.plinth.db.PlinthConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Connections are spread evenly over the cores, whoever asked for them. */
class SpreadTest extends DbSuite {

    @Test
    void exclusiveConnectionsThatWereAskedForFromOutside() {
        assertThat(leasedByCore(transactions(8))).containsExactly(4, 4);
    }

    @Test
    void exclusiveConnectionsThatWereAskedForOnOneCore() {
        Mono<List<PostgresqlConnection>> onCore = Mono.<List<PostgresqlConnection>>create(sink ->
                runtime.execute(0, () -> transactions(8).subscribe(sink::success, sink::error)));
        assertThat(leasedByCore(onCore)).containsExactly(4, 4);
    }

    private DbAdapter eight;

    private Mono<List<PostgresqlConnection>> transactions(int count) {
        return Flux.range(0, count)
                .flatMap(i -> eight.connection().delayUntil(PostgresqlConnection::beginTransaction), count)
                .collectList();
    }

    private List<Integer> leasedByCore(Mono<List<PostgresqlConnection>> opening) {
        eight = open(
                postgres.url() + "&application_name=eight",
                DbOptions.builder().pool(pool -> pool.max(8)).build());
        List<PostgresqlConnection> open = get(opening);
        List<Integer> leased = eight.unwrap(PlinthConnectionFactory.class).orElseThrow().poolStats().cores().stream()
                .map(core -> core.leased())
                .toList();
        get(Flux.fromIterable(open).flatMap(PostgresqlConnection::close).then());
        eight.close();
        return leased;
    }

    @Test
    void statementsFromOutsideUseAllCores() {
        Set<Integer> backends = ConcurrentHashMap.newKeySet();
        Set<Integer> cores = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 20; i++) {
            get(column(connection, Integer.class, "SELECT pg_backend_pid()")
                    .doOnNext(pid -> {
                        backends.add(pid);
                        cores.add(runtime.currentCore());
                    })
                    .then());
        }
        assertThat(backends).hasSize(CORES);
        assertThat(cores).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void aStatementFromACoreStaysOnIt() {
        for (int core = 0; core < CORES; core++) {
            int here = core;
            List<Integer> seen = new ArrayList<>();
            Mono<Void> statements = Mono.create(sink -> runtime.execute(
                    here,
                    () -> Flux.range(0, 20)
                            .concatMap(i -> column(connection, Integer.class, "SELECT " + i))
                            .doOnNext(any -> seen.add(runtime.currentCore()))
                            .subscribe(any -> {}, sink::error, sink::success)));
            get(statements);
            assertThat(seen).hasSize(20).containsOnly(here);
        }
        assertThat(runtime.currentCore()).isEqualTo(AsyncRuntime.NO_CORE);
    }
}
