package dev.plinth.cli.soak;

import dev.plinth.api.RuntimeConfig;
import dev.plinth.cli.echo.EchoServer;
import dev.plinth.cli.echo.EchoServers;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An echo server on a runtime of its own, which is restarted with whatever connections it has. */
final class Peer implements AutoCloseable {

    private final RuntimeConfig config;
    private EchoServer server;
    private volatile InetSocketAddress address;

    Peer(RuntimeConfig config) {
        this.config = config;
        start();
    }

    private void start() {
        server = EchoServers.start(EchoServers.PLINTH, 1, 0, config);
        address = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server.facts().port());
    }

    /** Where it listens; between the two halves of a restart nobody does. */
    InetSocketAddress address() {
        return address;
    }

    void restart() {
        close();
        start();
    }

    @Override
    public void close() {
        server.close();
    }
}
