package dev.plinth.cli.echo;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.CoreInfo;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.Receiver;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.RuntimeInfo;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.stream.Collectors;

/** On {@link AsyncConnection} itself, in push mode: what an engine on the hot path uses. */
final class PlinthEcho implements EchoServer {

    private final AsyncRuntime runtime;
    private final AsyncListener listener;

    private PlinthEcho(AsyncRuntime runtime, AsyncListener listener) {
        this.runtime = runtime;
        this.listener = listener;
    }

    /** Starts the backend that {@code config} asks for; one that is named runs, or this throws. */
    static PlinthEcho start(RuntimeConfig config, InetSocketAddress address) {
        AsyncRuntime runtime = AsyncRuntime.create(config);
        try {
            return new PlinthEcho(runtime, listen(runtime, address));
        } catch (RuntimeException e) {
            runtime.close();
            throw e;
        }
    }

    /** Listens with an echo on each connection. */
    static AsyncListener listen(AsyncRuntime runtime, InetSocketAddress address) {
        Echo echo = new Echo();
        return runtime.blockOn(
                runtime.listen(address, ListenOptions.defaults(), connection -> connection.receive(echo)));
    }

    @Override
    public EchoFacts facts() {
        RuntimeInfo info = runtime.info();
        return new EchoFacts(
                EchoServers.PLINTH,
                info.backend(),
                info.transport(),
                runtime.cores(),
                ((InetSocketAddress) listener.localAddress()).getPort(),
                info.cores().stream().map(CoreInfo::placement).collect(Collectors.joining("; ")));
    }

    @Override
    public void close() {
        runtime.close();
    }

    /** Keeps nothing, so one serves all connections. A peer that does not read is not read from either. */
    private static final class Echo implements Receiver {

        @Override
        public void onReceive(AsyncConnection connection, ByteBuffer data) {
            if (!connection.send(data)) {
                connection.pauseReceive();
            }
        }

        @Override
        public void onWritable(AsyncConnection connection) {
            connection.resumeReceive();
        }

        @Override
        public void onEnd(AsyncConnection connection) {
            connection.close().subscribe();
        }

        @Override
        public void onClosed(AsyncConnection connection, Throwable cause) {
            // A client that is gone is no matter of ours.
        }
    }
}
