package io.nats.client.impl;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.TcpOptions;
import dev.plinth.nats.NatsConfig;
import io.nats.client.Options;
import io.nats.client.support.NatsUri;
import io.nats.client.support.WebSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * jnats' bytes on an {@link AsyncRuntime}. Made by jnats, from its name in the options; which runtime is meant it finds by
 * those options, since jnats hands nothing else over. In this package because {@link NatsConnection} is. Not for
 * use by itself: {@code dev.plinth.nats.PlinthNats} makes such options.
 */
@SuppressWarnings("ClassEscapesDefinedScope") // as jnats' own ports
public final class PlinthDataPort extends SocketDataPort {

    private static final Map<Options, Carrier> CARRIERS = Collections.synchronizedMap(new WeakHashMap<>());

    private Carrier carrier;
    private AsyncRuntime runtime;
    private boolean checkName;

    /** For jnats. */
    public PlinthDataPort() {}

    /** From now on connections with {@code options} are carried by {@code runtime}. */
    public static void register(Options options, AsyncRuntime runtime) {
        CARRIERS.put(options, new Carrier(runtime));
    }

    /** Why the last connection with {@code options} that failed did, as it is not in what jnats throws; or null. */
    public static Throwable lastFailure(Options options) {
        Carrier carrier = CARRIERS.get(options);
        return carrier == null ? null : carrier.lastFailure;
    }

    @Override
    public void afterConstruct(Options options) {
        carrier = CARRIERS.get(options);
        if (carrier == null) {
            throw new IllegalStateException("these options name " + PlinthDataPort.class.getName()
                    + " as their data port, but no runtime: make them with PlinthNats.options(runtime, builder), and"
                    + " change nothing after that");
        }
        runtime = carrier.runtime;
    }

    @Override
    public void connect(NatsConnection conn, NatsUri nuri, long timeoutNanos) throws IOException {
        connection = conn;
        host = nuri.getHost();
        port = nuri.getPort();
        Options options = conn.getOptions();
        refuseOnCore();
        checkName = NatsConfig.checksHostName(runtime.config(), nuri.getScheme());
        if (options.getProxy() != null) {
            throw new IOException("the options name a proxy, which jnats on a runtime does not know: leave it out, or"
                    + " use jnats without Plinth for that server");
        }
        ConnectionSocket opened = new ConnectionSocket(runtime, open(options, Math.max(timeoutNanos, 1)));
        opened.setSoTimeout(options.getSocketReadTimeoutMillis());
        socket = opened;
        try {
            if (nuri.isWebsocket()) {
                if (nuri.isSecure()) {
                    upgradeToSecure();
                }
                socket = new WebSocket(
                        socket,
                        host,
                        options.getHttpRequestInterceptors(),
                        nuri.getUri().getPath());
            }
            in = socket.getInputStream();
            out = socket.getOutputStream();
        } catch (Exception e) {
            carrier.lastFailure = e;
            opened.abort();
            throw e instanceof IOException io ? io : new IOException(e);
        }
    }

    private AsyncConnection open(Options options, long timeoutNanos) throws IOException {
        TcpOptions tcp = TcpOptions.defaults();
        if (options.getReceiveBufferSize() > 0) {
            tcp = tcp.withReceiveBuffer(options.getReceiveBufferSize());
        }
        if (options.getSendBufferSize() > 0) {
            tcp = tcp.withSendBuffer(options.getSendBufferSize());
        }
        ConnectOptions how = ConnectOptions.builder()
                .tcp(tcp)
                .connectTimeout(Duration.ofNanos(timeoutNanos))
                .build();
        try {
            return Opening.await(runtime, runtime.connect(InetSocketAddress.createUnresolved(bare(host), port), how));
        } catch (RuntimeException e) {
            carrier.lastFailure = e;
            throw new IOException(e.getMessage(), e); // jnats knows no others
        }
    }

    /** jnats would wait here for what this very core has to do. */
    private void refuseOnCore() throws IOException {
        int core = runtime.currentCore();
        if (core != AsyncRuntime.NO_CORE) {
            throw new IOException("jnats waits for its connection, and was called on core " + core
                    + " of the runtime, which must never wait: call it on another thread");
        }
    }

    /** As jnats does it, and the certificate must be for the host, as it is everywhere else on a runtime. */
    @Override
    public void upgradeToSecure() throws IOException {
        Options options = connection.getOptions();
        SSLSocket secure =
                (SSLSocket) options.getSslContext().getSocketFactory().createSocket(socket, bare(host), port, true);
        secure.setUseClientMode(true);
        if (checkName) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
        }
        try {
            secure.startHandshake();
        } catch (IOException e) {
            carrier.lastFailure = e;
            throw e;
        }
        socket = secure;
        in = secure.getInputStream();
        out = secure.getOutputStream();
        isSecure = true;
    }

    /** What options stand for. */
    private static final class Carrier {

        private final AsyncRuntime runtime;
        private volatile Throwable lastFailure;

        Carrier(AsyncRuntime runtime) {
            this.runtime = runtime;
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
