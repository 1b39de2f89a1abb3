package dev.plinth.nats;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.PlinthException;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.TcpOptions;
import io.nats.client.Options;
import io.nats.client.ServerPool;
import io.nats.client.api.ServerInfo;
import io.nats.client.impl.NatsServerPool;
import io.nats.client.support.NatsUri;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Finds a server: at first each one once, later, when the connection was lost, round and round as the options say. Which
 * ones there are, and which is next, is left to jnats' pool of servers. On the core.
 */
final class Connector {

    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

    private final Engine engine;
    private final Options options;
    private final ServerPool pool;
    private final Map<NatsUri, String> refusals = new HashMap<>();
    private final Set<NatsUri> tried = new HashSet<>(); // in this round; the pool may change meanwhile
    private MonoSink<Void> first;
    private long rounds;
    private Session opening; // one that has not logged in yet
    private boolean reconnecting;
    private boolean stopped;
    private PlinthException last;
    private Disposable delay;

    Connector(Engine engine, Options options) {
        this.engine = engine;
        this.options = options;
        this.pool = options.getServerPool() != null ? options.getServerPool() : new NatsServerPool();
        this.pool.initialize(options);
    }

    /** Connects for the first time; fails if no server can be reached. */
    Mono<Void> start() {
        return Mono.create(sink -> engine.runtime().execute(engine.core(), () -> {
            first = sink;
            sink.onCancel(() -> engine.close(new NatsClosedException("connecting was cancelled"), null)
                    .subscribe());
            next();
        }));
    }

    void reconnect() {
        reconnecting = true;
        tried.clear();
        rounds = 0;
        if (options.getMaxReconnect() == 0) {
            giveUp();
        } else {
            next();
        }
    }

    void stop() {
        stopped = true;
        if (delay != null) {
            delay.dispose();
        }
        if (opening != null) {
            opening.abandon();
        }
    }

    private void next() {
        if (stopped) {
            return;
        }
        NatsUri uri = pool.nextServer();
        if (uri == null) {
            giveUp();
        } else if (tried.add(uri)) {
            open(uri);
        } else if (reconnecting) {
            rounds++;
            tried.clear();
            tried.add(uri);
            openLater(uri);
        } else {
            giveUp();
        }
    }

    private void openLater(NatsUri uri) {
        try {
            delay = engine.runtime().schedule(engine.core(), delay(), () -> open(uri));
        } catch (RuntimeClosedException e) {
            last = e;
            giveUp();
        }
    }

    private Duration delay() {
        if (options.getReconnectDelayHandler() != null) {
            return options.getReconnectDelayHandler().getWaitTime(rounds);
        }
        Duration jitter = options.isTLSRequired() ? options.getReconnectJitterTls() : options.getReconnectJitter();
        long extra = jitter.toNanos() <= 0 ? 0 : ThreadLocalRandom.current().nextLong(jitter.toNanos());
        return options.getReconnectWait().plusNanos(extra);
    }

    private void open(NatsUri uri) {
        if (stopped) {
            return;
        }
        TcpOptions tcp = TcpOptions.defaults();
        if (options.getReceiveBufferSize() > 0) {
            tcp = tcp.withReceiveBuffer(options.getReceiveBufferSize());
        }
        if (options.getSendBufferSize() > 0) {
            tcp = tcp.withSendBuffer(options.getSendBufferSize());
        }
        ConnectOptions.Builder how = ConnectOptions.builder()
                .core(engine.core())
                .tcp(tcp)
                .writeLimit(Integer.MAX_VALUE) // ours is checked before
                .connectTimeout(options.getConnectionTimeout());
        if (options.isTlsFirst()) {
            how.tls(NatsUrls.tls(engine, uri).withServerName(NatsUrls.nameToCheck(options, uri)));
        }
        engine.runtime()
                .connect(InetSocketAddress.createUnresolved(NatsUrls.host(uri), uri.getPort()), how.build())
                .subscribe(
                        connection -> opened(uri, connection),
                        error -> onCore(() -> failed(uri, NatsErrors.connect(NatsUrls.label(uri), error), null)));
    }

    private void onCore(Runnable task) {
        try {
            engine.runtime().execute(engine.core(), task);
        } catch (RuntimeClosedException e) {
            last = e;
            giveUp();
        }
    }

    private void opened(NatsUri uri, AsyncConnection connection) {
        if (stopped) {
            connection.abort();
        } else {
            opening = new Session(engine, uri, connection);
            opening.start();
        }
    }

    /** A server could not be reached, or turned us down, with what it said, or null. */
    void failed(NatsUri uri, PlinthException error, String said) {
        opening = null;
        last = error;
        if (stopped) {
            return;
        }
        pool.connectFailed(uri);
        LOG.debug("{}: {}", NatsUrls.label(uri), error.getMessage());
        if (reconnecting && NatsErrors.isAuthentication(said) && said.equals(refusals.put(uri, said))) {
            giveUp(); // as jnats: it will not change its mind
        } else {
            next();
        }
    }

    void succeeded(NatsUri uri) {
        opening = null;
        pool.connectSucceeded(uri);
        refusals.clear();
        tried.clear();
        if (reconnecting) {
            engine.reconnected();
        } else if (first != null) {
            engine.runtime().execute(engine.core(), first::success);
        }
    }

    /** What a server tells of the others. */
    void learned(ServerInfo info) {
        if (info.getConnectURLs() != null) {
            pool.acceptDiscoveredUrls(info.getConnectURLs());
        }
    }

    private void giveUp() {
        PlinthException why = last == null
                ? new NatsClosedException(engine.label() + ": the options allow no reconnect (maxReconnects)")
                : last;
        if (!reconnecting) {
            stopped = true;
            first.error(
                    options.getNatsServerUris().size() == 1
                            ? why
                            : NatsErrors.noServer(NatsUrls.label(options.getNatsServerUris()), why));
            return;
        }
        if (last instanceof RuntimeClosedException) {
            NatsClosedException error = new NatsClosedException(
                    engine.label() + ": the runtime was shut down, and its NATS adapter with it", last);
            LOG.info(error.getMessage());
            engine.close(error, error).subscribe();
            return;
        }
        NatsClosedException error = new NatsClosedException(
                engine.label() + ": the connection was lost, and reconnecting was given up: " + why.getMessage()
                        + ". Open a new adapter once the server is back (maxReconnects in the options says how often it is"
                        + " tried)",
                why);
        LOG.error(error.getMessage());
        engine.close(error, error).subscribe();
    }
}
