package dev.plinth.db;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * A connection to the server, as r2dbc-postgresql opened it, on one core. Used on that core only, but
 * for {@link #isOpen()}.
 */
final class Physical {

    /** How long saying good-bye may take before the socket is closed all the same. */
    private static final Duration GOOD_BYE = Duration.ofSeconds(1);

    private final int core;
    private final Channel channel;
    private final PostgresqlConnection r2dbc;

    Physical(int core, Channel channel, PostgresqlConnection r2dbc) {
        this.core = core;
        this.channel = channel;
        this.r2dbc = r2dbc;
    }

    int core() {
        return core;
    }

    Channel channel() {
        return channel;
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    /** The driver's connection: for all that is no plain statement. */
    PostgresqlConnection r2dbc() {
        return r2dbc;
    }

    boolean isOpen() {
        return channel.isActive();
    }

    /** Tells the server, then closes the socket; the socket alone when the server does not take it. Never fails. */
    Mono<Void> close() {
        return Mono.defer(() -> r2dbc.close()
                .timeout(Mono.create(sink -> Channels.after(loop(), GOOD_BYE, sink::success)), Mono.empty())
                .onErrorComplete()
                .then(Channels.close(channel)));
    }

    @Override
    public String toString() {
        return "core " + core + ": " + channel;
    }
}
