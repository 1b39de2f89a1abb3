package dev.plinth.pool;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectOptions;
import java.net.SocketAddress;
import reactor.core.publisher.Mono;

/** Plain connections of a runtime to one address. */
record RuntimeConnector(AsyncRuntime runtime, SocketAddress remote, ConnectOptions options)
        implements Connector<AsyncConnection> {

    @Override
    public Mono<AsyncConnection> open(int core) {
        return runtime.connect(remote, options.onCore(core));
    }

    @Override
    public Mono<Void> close(AsyncConnection connection) {
        return connection.close();
    }

    @Override
    public boolean isOpen(AsyncConnection connection) {
        return connection.isOpen();
    }
}
