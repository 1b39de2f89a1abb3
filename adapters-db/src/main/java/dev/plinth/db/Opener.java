package dev.plinth.db;

import dev.plinth.netty.NettyTransport;
import io.netty.channel.EventLoop;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.extension.Extension;
import io.r2dbc.postgresql.util.LogLevel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Opens connections to one server, each on a given core: r2dbc-postgresql does it (TLS, log-in, start-up
 * parameters, extensions), on the runtime's channels.
 */
final class Opener {

    private final NettyTransport transport;
    private final Target target;
    private final SocketAddress server;
    private final DbOptions options;
    private final TlsEngines tls;
    private final List<Extension> extensions;
    private final WireSetup wires;
    private final OpenErrors errors;

    /**
     * @param server one of the target's
     * @param extensions what the driver is extended with; finding them is slow, hence not done on a core
     */
    Opener(
            NettyTransport transport,
            Target target,
            SocketAddress server,
            DbOptions options,
            TlsEngines tls,
            List<Extension> extensions,
            WireSetup wires) {
        this.transport = transport;
        this.target = target;
        this.server = server;
        this.options = options;
        this.tls = tls;
        this.extensions = List.copyOf(extensions);
        this.wires = wires;
        this.errors = new OpenErrors(target, server, timeout());
    }

    Duration timeout() {
        return target.connectTimeout() != null ? target.connectTimeout() : options.connectTimeout();
    }

    /** Opens a connection on core {@code core}; signals there. */
    Mono<Physical> open(int core) {
        EventLoop loop = transport.loop(core);
        Mono<Void> late = Mono.create(sink -> {
            Future<?> timer = loop.schedule(() -> sink.success(), timeout().toNanos(), TimeUnit.NANOSECONDS);
            sink.onDispose(() -> timer.cancel(false));
        });
        return resolve(loop)
                .flatMap(address -> {
                    OneChannel channel = new OneChannel(transport, core);
                    return Mono.fromCallable(() -> factory(address, channel))
                            .subscribeOn(Schedulers.boundedElastic())
                            .flatMap(PostgresqlConnectionFactory::create)
                            .flatMap(r2dbc -> onLoop(loop, () -> new Physical(core, channel.settle(), r2dbc, wires)));
                })
                .timeout(late, Mono.error(errors::timedOut))
                .onErrorMap(errors::translate);
    }

    private static <T> Mono<T> onLoop(EventLoop loop, Supplier<T> work) {
        return Mono.create(sink -> {
            if (loop.inEventLoop()) {
                sink.success(work.get());
            } else {
                loop.execute(() -> sink.success(work.get()));
            }
        });
    }

    /** The driver would look the name up on the loop, and block it. */
    private Mono<SocketAddress> resolve(EventLoop loop) {
        if (!(server instanceof InetSocketAddress inet)) {
            return Mono.just(server);
        }
        Mono<SocketAddress> resolved = Mono.create(sink -> transport
                .resolver()
                .getResolver(loop)
                .resolve(inet)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        sink.success((SocketAddress) done.getNow());
                    } else {
                        sink.error(done.cause());
                    }
                }));
        return resolved.flatMap(address -> ((InetSocketAddress) address).isUnresolved()
                ? Mono.<SocketAddress>fromCallable(() ->
                                new InetSocketAddress(InetAddress.getByName(inet.getHostString()), inet.getPort()))
                        .subscribeOn(Schedulers.boundedElastic())
                : Mono.just(address));
    }

    /** Not on a core: it reads files when TLS is in play. */
    private PostgresqlConnectionFactory factory(SocketAddress address, OneChannel channel) {
        PostgresqlConnectionConfiguration.Builder builder = PostgresqlConnectionConfiguration.builder()
                .errorResponseLogLevel(LogLevel.DEBUG)
                .preparedStatementCacheQueries(
                        target.preparedStatements() >= 0 ? target.preparedStatements() : options.preparedStatements());
        options.driver().accept(builder);
        extensions.forEach(builder::extendWith);
        builder.username(target.user())
                .password(target.password())
                .database(target.database())
                .applicationName(target.applicationName())
                .options(target.parameters())
                .tcpKeepAlive(target.keepAlive())
                .tcpNoDelay(true)
                .autodetectExtensions(false)
                .loopResources(channel)
                .connectTimeout(timeout());
        if (target.statementTimeout() != null) {
            builder.statementTimeout(target.statementTimeout());
        }
        if (target.lockTimeout() != null) {
            builder.lockWaitTimeout(target.lockTimeout());
        }
        if (address instanceof InetSocketAddress inet) {
            builder.host(inet.getAddress().getHostAddress()).port(inet.getPort());
            TlsMode mode = target.tls().mode();
            builder.sslMode(mode.driver());
            if (mode != TlsMode.DISABLE) {
                builder.sslNegotiation(target.tls().negotiation()).sslEngineCustomizer(tls.to(server));
            }
        } else {
            builder.socket(Target.text(address));
        }
        return new PostgresqlConnectionFactory(builder.build());
    }
}
