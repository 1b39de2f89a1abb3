package dev.plinth.cli.faults;

import dev.plinth.cli.servers.RestartableServer;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import dev.plinth.servers.FaultProxy;
import java.util.List;
import java.util.stream.IntStream;

/** A server with a proxy in front of it for each contestant, and one more, through which the suite itself goes. */
final class Site implements AutoCloseable {

    private final List<FaultProxy> proxies;
    private final RestartableServer server;

    Site(Servers servers, ServerKind kind, int contestants) {
        proxies = IntStream.rangeClosed(0, contestants)
                .mapToObj(i -> FaultProxy.to(0))
                .toList();
        try {
            server = servers.startRestartable(
                    kind, proxies.stream().map(FaultProxy::port).toList());
        } catch (RuntimeException e) {
            proxies.forEach(FaultProxy::close);
            throw e;
        }
        aim();
    }

    private void aim() {
        for (int i = 0; i < proxies.size(); i++) {
            proxies.get(i).target(server.address(i));
        }
    }

    /** A contestant's way to it. */
    FaultProxy proxy(int contestant) {
        return proxies.get(contestant);
    }

    /** The way that no fault is on, as {@code host:port}. */
    String direct() {
        return "127.0.0.1:" + proxies.get(proxies.size() - 1).port();
    }

    /** All ways to it. */
    List<FaultProxy> proxies() {
        return proxies;
    }

    /** Where the server came from. */
    String origin() {
        return server.origin();
    }

    /** Ends it in good order, or kills it, and starts it again with its data. */
    void restart(boolean kill) {
        if (kill) {
            server.kill();
        } else {
            server.stop();
        }
        server.startAgain();
        aim();
    }

    @Override
    public void close() {
        proxies.forEach(FaultProxy::close);
        server.close();
    }
}
