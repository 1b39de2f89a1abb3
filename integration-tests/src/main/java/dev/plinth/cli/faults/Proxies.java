package dev.plinth.cli.faults;

import dev.plinth.servers.FaultProxy;
import java.util.List;
import java.util.stream.IntStream;

/** A proxy in front of one server for each contestant. */
final class Proxies implements AutoCloseable {

    private final List<FaultProxy> all;

    Proxies(int count, int serverPort) {
        all = IntStream.range(0, count).mapToObj(i -> FaultProxy.to(serverPort)).toList();
    }

    FaultProxy get(int contestant) {
        return all.get(contestant);
    }

    @Override
    public void close() {
        all.forEach(FaultProxy::close);
    }
}
