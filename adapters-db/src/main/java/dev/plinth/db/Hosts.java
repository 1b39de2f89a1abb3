package dev.plinth.db;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.pool.BalancedPool;
import dev.plinth.pool.Routing;
import io.netty.channel.EventLoop;
import io.r2dbc.postgresql.codec.Codecs;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Several servers, of which one at a time is the primary: asks each at intervals what it is, and sends statements to
 * those that are wanted. Fails over and back as the answers change.
 */
final class Hosts implements Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Hosts.class);

    /** The tag of an endpoint of the pool that tells what its server is. */
    private static final String TAG = "role";

    private static final String PRIMARY = "primary";
    private static final String STANDBY = "standby";
    private static final String DOWN = "down";
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final AsyncRuntime runtime;
    private final Target target;
    private final Duration interval;
    private final List<Host> hosts = new ArrayList<>();
    private final BalancedPool<Physical> pool;
    private volatile Multiplexer[] wanted = {};
    private volatile boolean closed;
    private int turn; // several threads may count as one: it is about spreading

    Hosts(
            AsyncRuntime runtime,
            Target target,
            Duration interval,
            List<Multiplexer> multiplexers,
            BalancedPool<Physical> pool) {
        this.runtime = runtime;
        this.target = target;
        this.interval = interval;
        this.pool = pool;
        for (int i = 0; i < multiplexers.size(); i++) {
            hosts.add(new Host(target.servers().get(i), multiplexers.get(i)));
        }
    }

    /** Which servers of the pool are wanted. */
    static Routing routing(Role role) {
        Routing primary = Routing.tagged(TAG, PRIMARY);
        Routing standby = Routing.tagged(TAG, STANDBY);
        return switch (role) {
            case ANY -> Routing.to("any", endpoint -> !endpoint.has(TAG, DOWN));
            case PRIMARY -> primary;
            case STANDBY -> standby;
            case PREFER_STANDBY -> standby.orElse(primary);
        };
    }

    /** Asks all of them, and again at intervals. Signals why if none is what is wanted. */
    Mono<Void> start() {
        return check().then(Mono.defer(() -> wanted.length == 0 ? Mono.error(this::noneError) : Mono.empty()));
    }

    void again() {
        if (!closed) {
            runtime.schedule(0, interval, () -> check().subscribe(done -> {}, error -> again(), this::again));
        }
    }

    private Mono<Void> check() {
        return Flux.fromIterable(hosts).flatMap(this::ask, hosts.size()).then(Mono.fromRunnable(this::choose));
    }

    private Mono<Void> ask(Host host) {
        return new PipelinedStatement(host.multiplexer, SqlText.of("SELECT pg_is_in_recovery()"))
                .execute()
                .concatMap(result -> result.map((row, metadata) -> row.get(0, Boolean.class)))
                .next()
                .map(inRecovery -> inRecovery ? STANDBY : PRIMARY)
                .timeout(
                        runtime.delay(ANSWER),
                        Mono.error(() -> new R2dbcTransientResourceException(
                                "no answer within " + ANSWER.toSeconds() + " s", "08006")))
                .doOnNext(role -> host.is(role, null))
                .onErrorResume(error -> {
                    host.is(DOWN, error);
                    return Mono.empty();
                })
                .then();
    }

    private void choose() {
        for (Host host : hosts) {
            pool.updateEndpoint(host.address, endpoint -> endpoint.withTag(TAG, host.role));
        }
        wanted = chosen();
    }

    private Multiplexer[] chosen() {
        return switch (target.role()) {
            case ANY ->
                target.randomOrder() ? all(host -> !host.role.equals(DOWN)) : first(host -> !host.role.equals(DOWN));
            case PRIMARY -> first(host -> host.role.equals(PRIMARY));
            case STANDBY -> all(host -> host.role.equals(STANDBY));
            case PREFER_STANDBY -> {
                Multiplexer[] standbys = all(host -> host.role.equals(STANDBY));
                yield standbys.length > 0 ? standbys : first(host -> host.role.equals(PRIMARY));
            }
        };
    }

    private Multiplexer[] all(Predicate<Host> fit) {
        return hosts.stream().filter(fit).map(host -> host.multiplexer).toArray(Multiplexer[]::new);
    }

    private Multiplexer[] first(Predicate<Host> fit) {
        return hosts.stream().filter(fit).limit(1).map(host -> host.multiplexer).toArray(Multiplexer[]::new);
    }

    private R2dbcException noneError() {
        R2dbcException error = new R2dbcTransientResourceException(
                target.label() + ": no server is what target_session_attrs="
                        + target.role().text() + " asks for ("
                        + describe() + "). It is looked for every " + interval.toMillis()
                        + " ms; see whether the servers run, and which of them is the primary",
                "08001");
        hosts.stream().filter(host -> host.error != null).forEach(host -> error.addSuppressed(host.error));
        return error;
    }

    /** What is known of each. */
    String describe() {
        return hosts.stream()
                .map(host -> Target.text(host.address) + " is " + host.role
                        + (host.error == null ? "" : ": " + host.error.getMessage()))
                .collect(Collectors.joining(", "));
    }

    int connections() {
        return hosts.stream().mapToInt(host -> host.multiplexer.connections()).sum();
    }

    @Override
    public Codecs codecs() {
        return hosts.get(0).multiplexer.codecs();
    }

    @Override
    public boolean plainCodecs() {
        return hosts.get(0).multiplexer.plainCodecs();
    }

    @Override
    public EventLoop loop() {
        return hosts.get(0).multiplexer.loop();
    }

    @Override
    public void execute(Exchange exchange) {
        Multiplexer[] now = wanted;
        if (now.length == 0) {
            exchange.finished(noneError());
        } else {
            now[now.length == 1 ? 0 : Math.floorMod(turn++, now.length)].execute(exchange);
        }
    }

    Mono<Void> close() {
        closed = true;
        return Flux.fromIterable(hosts)
                .flatMap(host -> host.multiplexer.close())
                .then();
    }

    private final class Host {

        private final SocketAddress address;
        private final Multiplexer multiplexer;
        private volatile String role = "not known yet";
        private volatile Throwable error;

        Host(SocketAddress address, Multiplexer multiplexer) {
            this.address = address;
            this.multiplexer = multiplexer;
        }

        void is(String now, Throwable failure) {
            if (!now.equals(role)) {
                LOG.info("{} is {} (was: {})", target.label(address), now, role);
            }
            error = failure;
            role = now;
        }
    }
}
