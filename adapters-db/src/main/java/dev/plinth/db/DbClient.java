package dev.plinth.db;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.Lease;
import dev.plinth.api.PoolStats;
import dev.plinth.netty.NettyTransport;
import dev.plinth.pool.PerCorePool;
import io.netty.buffer.ByteBufAllocator;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlConnectionMetadata;
import io.r2dbc.postgresql.codec.BuiltinDynamicCodecs;
import io.r2dbc.postgresql.codec.DefaultCodecs;
import io.r2dbc.postgresql.extension.CodecRegistrar;
import io.r2dbc.postgresql.extension.Extension;
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
    private final PerCorePool<Physical> pool;
    private final WireSetup wires;
    private final List<CodecRegistrar> registrars;
    private final Multiplexer multiplexer;
    private final Mono<Lease<Physical>> acquiring;
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
        Opener opener = new Opener(transport, target, target.servers().get(0), options, tls, extensions, wires);
        this.multiplexer = new Multiplexer(
                runtime,
                new MultiplexerSettings(
                        options.sharedConnections(), options.sharedMax(), options.slowAfter(), options.maxWaiting()),
                wires.codecs(),
                wires.plainCodecs(),
                opener::open);
        this.pool = PerCorePool.create(runtime, new PhysicalConnector(opener), options.pool());
        this.acquiring = pool.acquire();
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
        return multiplexer;
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
        info.put("backend", runtime.info().backend());
        info.put("transport", transport.name());
        info.put("tls", target.tls().mode().text());
        info.put("pipelining", options.pipelining() ? "on" : "off");
        info.put(
                "shared",
                multiplexer.connections() + " connections open, " + options.sharedConnections() + " to "
                        + options.sharedMax() + " for each of " + runtime.cores() + " cores");
        info.put(
                "exclusive",
                stats.open() + " of at most " + stats.max() + " connections open, " + stats.leased() + " in use, "
                        + stats.waiting() + " callers wait");
        PostgresqlConnectionMetadata known = metadata;
        info.put("server-version", known == null ? "not connected yet" : known.getDatabaseVersion());
        info.put("client", "r2dbc-postgresql");
        return info;
    }

    Mono<Void> shutdown() {
        return multiplexer.close().then(pool.shutdown());
    }

    @Override
    public String toString() {
        return target.label();
    }
}
