package dev.plinth.db;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectionPool;
import dev.plinth.api.Lease;
import dev.plinth.api.PoolStats;
import dev.plinth.netty.NettyTransport;
import dev.plinth.pool.BalancedPool;
import dev.plinth.pool.Endpoint;
import dev.plinth.pool.HealthOptions;
import dev.plinth.pool.LoadBalancer;
import dev.plinth.pool.PerCorePool;
import io.netty.buffer.ByteBufAllocator;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlConnectionMetadata;
import io.r2dbc.postgresql.codec.BuiltinDynamicCodecs;
import io.r2dbc.postgresql.codec.DefaultCodecs;
import io.r2dbc.postgresql.extension.CodecRegistrar;
import io.r2dbc.postgresql.extension.Extension;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All that the connections of one adapter, or of one factory, have in common. */
final class DbClient {

    private final AsyncRuntime runtime;
    private final Target target;
    private final DbOptions options;
    private final NettyTransport transport;
    private final ConnectionPool<Physical> pool;
    private final WireSetup wires;
    private final List<CodecRegistrar> registrars;
    private final List<Multiplexer> multiplexers = new ArrayList<>();
    /** Null where there is one server, whatever it is. */
    private final Hosts hosts;

    private final Mono<Lease<Physical>> acquiring;
    private final Mono<Void> shutdown = Mono.defer(this::shutDown).cache();
    private volatile PostgresqlConnectionMetadata metadata;

    private DbClient(AsyncRuntime runtime, Target target, DbOptions options, List<Extension> extensions) {
        this.runtime = runtime;
        this.target = target;
        this.options = options;
        this.transport = NettyTransport.of(runtime);
        TlsEngines tls = new TlsEngines(target.tls());
        this.wires = wires(target, options, extensions);
        this.registrars = extensions.stream()
                .filter(CodecRegistrar.class::isInstance)
                .map(CodecRegistrar.class::cast)
                .toList();
        Map<SocketAddress, Opener> openers = new LinkedHashMap<>();
        for (SocketAddress server : target.servers()) {
            Opener opener = new Opener(transport, target, server, options, tls, extensions, wires);
            openers.put(server, opener);
            multiplexers.add(multiplexer(opener));
        }
        if (target.servers().size() == 1 && target.role() == Role.ANY) {
            Opener only = openers.get(target.servers().get(0));
            this.pool = PerCorePool.create(runtime, new PhysicalConnector(only), options.pool());
            this.hosts = null;
            this.acquiring = pool.acquire();
        } else {
            BalancedPool<Physical> balanced = BalancedPool.create(
                    runtime,
                    endpoint -> new PhysicalConnector(openers.get(endpoint.address())),
                    options.pool(),
                    LoadBalancer.leastConnections(),
                    HealthOptions.defaults().withSlowStart(Duration.ZERO),
                    endpoints(target));
            this.pool = balanced;
            this.hosts = new Hosts(runtime, target, options.hostCheck(), multiplexers, balanced);
            this.acquiring = balanced.acquire(Hosts.routing(target.role()));
        }
    }

    private Multiplexer multiplexer(Opener opener) {
        return new Multiplexer(
                runtime,
                new MultiplexerSettings(
                                options.sharedConnections(),
                                options.sharedMax(),
                                options.slowAfter(),
                                options.maxWaiting())
                        .withLifetime(
                                options.pool().maxLifetime(), options.pool().lifetimeJitter()),
                wires.codecs(),
                wires.plainCodecs(),
                opener::open);
    }

    /** In the order of the URL, unless a random one was asked for. */
    private static List<Endpoint> endpoints(Target target) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (SocketAddress server : target.servers()) {
            boolean ordered = target.role() == Role.ANY && !target.randomOrder();
            endpoints.add(new Endpoint(server, 1, ordered ? endpoints.size() : 0));
        }
        return endpoints;
    }

    /** Not on a core: it looks for extensions on the classpath. */
    static DbClient create(AsyncRuntime runtime, Target target, DbOptions options) {
        List<Extension> extensions = new ArrayList<>(options.extensions());
        ServiceLoader.load(Extension.class).forEach(extensions::add);
        return new DbClient(runtime, target, options, extensions);
    }

    static WireSetup wires(Target target, DbOptions options, List<Extension> extensions) {
        String zone = target.parameters().get("TimeZone");
        ZoneId zoneId = zone == null ? ZoneId.systemDefault() : ZoneId.of(zone);
        boolean plain = extensions.stream()
                .allMatch(extension ->
                        extension instanceof BuiltinDynamicCodecs || !(extension instanceof CodecRegistrar));
        WireSettings standard = WireSettings.defaults();
        return new WireSetup(
                new DefaultCodecs(ByteBufAllocator.DEFAULT, false, () -> zoneId),
                plain,
                new WireSettings(
                        options.maxInFlight(),
                        options.maxWaiting(),
                        options.preparedStatements(),
                        standard.resultBuffer(),
                        standard.sharedResultBuffer(),
                        options.cancelAfter(),
                        plain));
    }

    /** Where statements run that need no session. */
    Lane shared() {
        return hosts != null ? hosts : multiplexers.get(0);
    }

    AsyncRuntime runtime() {
        return runtime;
    }

    DbOptions options() {
        return options;
    }

    Session newSession() {
        return new Session(acquiring, options.cancelAfter());
    }

    /** A logical connection; the first ones wait until the server has let us in. */
    Mono<PlinthConnection> connection() {
        return Mono.defer(() -> metadata != null
                ? Mono.just(new PlinthConnection(this))
                : logIn().then(Mono.fromSupplier(() -> new PlinthConnection(this))));
    }

    /** Completes once a connection could be opened; it stays in the pool. */
    Mono<Void> logIn() {
        return (hosts == null ? Mono.<Void>empty() : hosts.start())
                .then(checkIn())
                .doOnSuccess(done -> {
                    if (hosts != null) {
                        hosts.again();
                    }
                });
    }

    private Mono<Void> checkIn() {
        return Mono.usingWhen(
                        acquiring,
                        lease -> register(lease.connection().r2dbc())
                                .doOnSuccess(done ->
                                        metadata = lease.connection().r2dbc().getMetadata()),
                        lease -> Mono.fromRunnable(lease::release),
                        (lease, error) -> Mono.fromRunnable(lease::discard),
                        lease -> Mono.fromRunnable(lease::discard))
                .onErrorMap(AcquireErrors::translate);
    }

    /** Codecs for types whose numbers differ from database to database: known once somebody has asked the server. */
    private Mono<Void> register(PostgresqlConnection connection) {
        return Flux.fromIterable(registrars)
                .concatMap(registrar ->
                        registrar.register(connection, ByteBufAllocator.DEFAULT, (DefaultCodecs) wires.codecs()))
                .then();
    }

    PostgresqlConnectionMetadata metadata() {
        return metadata;
    }

    PoolStats poolStats() {
        return pool.stats();
    }

    Map<String, String> info() {
        PoolStats stats = pool.stats();
        Map<String, String> info = new LinkedHashMap<>();
        info.put("server", target.label());
        info.put("target", target.role().text());
        if (hosts != null) {
            info.put("servers", hosts.describe());
        }
        info.put("backend", runtime.info().backend());
        info.put("transport", transport.name());
        info.put("tls", target.tls().mode().text());
        info.put("pipelining", options.pipelining() ? "on" : "off");
        info.put(
                "shared",
                multiplexers.stream().mapToInt(Multiplexer::connections).sum() + " connections open, "
                        + options.sharedConnections() + " to " + options.sharedMax() + " for each of " + runtime.cores()
                        + " cores");
        info.put(
                "exclusive",
                stats.open() + " of at most " + stats.max() + " connections open, " + stats.leased() + " in use, "
                        + stats.waiting() + " callers wait");
        PostgresqlConnectionMetadata known = metadata;
        info.put("server-version", known == null ? "not connected yet" : known.getDatabaseVersion());
        info.put("client", "r2dbc-postgresql");
        return info;
    }

    /** Closing once more gives the same end: the runtime may be gone by then. */
    Mono<Void> shutdown() {
        return shutdown;
    }

    private Mono<Void> shutDown() {
        Mono<Void> shared = hosts != null ? hosts.close() : multiplexers.get(0).close();
        return shared.then(pool.shutdown());
    }

    @Override
    public String toString() {
        return target.label();
    }
}
