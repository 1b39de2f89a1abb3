package dev.plinth.db;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.codec.Codecs;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * A connection to the server, as r2dbc-postgresql opened it, on one core. Used on that core only, but
 * for {@link #isOpen()}.
 */
final class Physical implements SharedConnection, Lane {

    /** How long saying good-bye may take before the socket is closed all the same. */
    private static final Duration GOOD_BYE = Duration.ofSeconds(1);

    private final int core;
    private final Channel channel;
    private final PostgresqlConnection r2dbc;
    private final DriverWatch watch;
    private final Wire wire;
    private final boolean plainCodecs;
    private boolean touched;
    private volatile Runnable whenLost;

    /** On the core. */
    Physical(int core, Channel channel, PostgresqlConnection r2dbc, WireSetup setup) {
        this.core = core;
        this.channel = channel;
        this.r2dbc = r2dbc;
        this.watch = DriverWatch.install(channel);
        this.wire = Wire.install(channel, setup.codecs(), setup.settings(), r2dbc::cancelRequest);
        this.watch.onStatus(status -> wire.driverSaw((char) status));
        this.plainCodecs = setup.plainCodecs();
        channel.closeFuture().addListener(closed -> tellLost());
    }

    private void tellLost() {
        Runnable told = whenLost;
        if (told != null) {
            told.run();
        }
    }

    /**
     * Whoever has the connection now is told once it is lost, on its core, and perhaps twice.
     *
     * @param task null when nobody has it any more
     */
    void whenLost(Runnable task) {
        whenLost = task;
        if (task != null && !channel.isOpen()) {
            loop().execute(this::tellLost);
        }
    }

    int core() {
        return core;
    }

    Channel channel() {
        return channel;
    }

    @Override
    public EventLoop loop() {
        return channel.eventLoop();
    }

    /** For plain statements, when the driver is idle. */
    @Override
    public Wire wire() {
        return wire;
    }

    @Override
    public Codecs codecs() {
        return wire.codecs();
    }

    @Override
    public boolean plainCodecs() {
        return plainCodecs;
    }

    @Override
    public void execute(Exchange exchange) {
        wire.execute(exchange);
    }

    /** Whether the server has answered all, the driver's and ours. */
    boolean isIdle() {
        return watch.isIdle() && wire.isIdle();
    }

    /** Runs {@code task} once it has, or the connection is gone. */
    void whenIdle(Runnable task) {
        wire.whenIdle(() -> watch.whenIdle(task));
    }

    /** The driver's connection: for all that is no plain statement. */
    PostgresqlConnection r2dbc() {
        return r2dbc;
    }

    /** What the driver has on its way. */
    DriverWatch watch() {
        return watch;
    }

    boolean isOpen() {
        return channel.isActive();
    }

    /** Somebody changed the state of the session; it is to be reset before another one gets it. */
    void touch() {
        touched = true;
    }

    /**
     * Takes back what somebody changed of the session: DISCARD ALL, but for the prepared statements, which the
     * driver and we know by name. What nobody has touched is ready at once.
     */
    Mono<Void> reset() {
        if (!touched) {
            return Mono.empty();
        }
        return Mono.defer(() -> {
            touched = false;
            return r2dbc.createStatement("CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *;"
                            + " SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES; DISCARD PLANS")
                    .execute()
                    .concatMap(result -> result.getRowsUpdated())
                    .then();
        });
    }

    /** Tells the server, then closes the socket; the socket alone when the server does not take it. Never fails. */
    @Override
    public Mono<Void> close() {
        return Mono.defer(() -> loop().isTerminated() ? Mono.empty() : sayGoodBye())
                .then(Channels.close(channel));
    }

    private Mono<Void> sayGoodBye() {
        return r2dbc.close()
                .timeout(Mono.create(sink -> Channels.after(loop(), GOOD_BYE, sink::success)), Mono.empty())
                .onErrorComplete();
    }

    @Override
    public String toString() {
        return "core " + core + ": " + channel;
    }
}
