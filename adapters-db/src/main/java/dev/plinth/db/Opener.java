package dev.plinth.db;

import dev.plinth.netty.NettyTransport;
import io.netty.channel.EventLoop;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.extension.Extension;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Opens connections to one server, each on a given core: r2dbc-postgresql does it (TLS, log-in, start-up
 * parameters, extensions), on the runtime's channels.
 */
final class Opener {

    private final NettyTransport transport;
    private final InetSocketAddress server;
    private final Consumer<PostgresqlConnectionConfiguration.Builder> login;
    private final List<Extension> extensions;

    /**
     * @param server where the server is, not resolved
     * @param login user, password, database and what else is not the address
     * @param extensions what the driver is extended with; finding them is slow, hence not done on a core
     */
    Opener(
            NettyTransport transport,
            InetSocketAddress server,
            Consumer<PostgresqlConnectionConfiguration.Builder> login,
            List<Extension> extensions) {
        this.transport = transport;
        this.server = server;
        this.login = login;
        this.extensions = List.copyOf(extensions);
    }

    /** Opens a connection on core {@code core}; signals there. */
    Mono<Physical> open(int core) {
        EventLoop loop = transport.loop(core);
        return resolve(loop).flatMap(address -> {
            OneChannel channel = new OneChannel(transport, core);
            return Mono.fromCallable(() -> factory(address, channel))
                    .subscribeOn(Schedulers.boundedElastic())
                    .flatMap(PostgresqlConnectionFactory::create)
                    .map(r2dbc -> new Physical(core, channel.settle(), r2dbc));
        });
    }

    /** The driver would look the name up on the loop, and block it. */
    private Mono<InetSocketAddress> resolve(EventLoop loop) {
        return Mono.create(sink -> transport
                .resolver()
                .getResolver(loop)
                .resolve(server)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        sink.success((InetSocketAddress) done.getNow());
                    } else {
                        sink.error(done.cause());
                    }
                }));
    }

    /** Not on a core: it reads files when TLS is in play. */
    private PostgresqlConnectionFactory factory(InetSocketAddress address, OneChannel channel) {
        PostgresqlConnectionConfiguration.Builder builder = PostgresqlConnectionConfiguration.builder();
        login.accept(builder);
        extensions.forEach(builder::extendWith);
        builder.host(address.getAddress().getHostAddress())
                .port(address.getPort())
                .autodetectExtensions(false)
                .tcpNoDelay(true)
                .loopResources(channel);
        return new PostgresqlConnectionFactory(builder.build());
    }
}
