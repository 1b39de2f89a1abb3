package dev.plinth.pool;

import dev.plinth.api.ConnectException;
import dev.plinth.api.EndpointStats;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** Several servers on virtual cores, and one pool for all. */
final class Cluster {

    final VirtualRuntime cores = new VirtualRuntime(2);
    final Map<Endpoint, FakeConnector> servers = new HashMap<>();
    final BalancedPool<FakeConnector.Link> pool;
    Throwable lastError;

    Cluster(UnaryOperator<BalancedPoolBuilder<FakeConnector.Link>> settings, Endpoint... endpoints) {
        BalancedPoolBuilder<FakeConnector.Link> builder = BalancedPool.<FakeConnector.Link>builder(
                        cores.runtime(), endpoint -> servers.computeIfAbsent(endpoint, any -> new FakeConnector()))
                .options(PoolOptions.builder().max(4).retry(RetryOptions.none()).build())
                .balancer(LoadBalancer.weightedRoundRobin())
                .endpoints(List.of(endpoints))
                .clock(cores::now);
        pool = settings.apply(builder).build();
        cores.run();
    }

    static Endpoint endpoint(String host) {
        return Endpoint.of(InetSocketAddress.createUnresolved(host, 5432));
    }

    FakeConnector server(Endpoint endpoint) {
        return servers.get(endpoint);
    }

    /** No more connections, and those that there are break. */
    void kill(Endpoint endpoint) {
        server(endpoint).opening = link -> Mono.error(new ConnectException("refused"));
        server(endpoint).links.forEach(link -> link.open = false);
    }

    void start(Endpoint endpoint) {
        server(endpoint).opening = Mono::just;
    }

    /** Works with a connection so many times; how often it was one of {@code endpoint}. */
    int use(int times, Endpoint endpoint) {
        return use(times, Routing.any(), endpoint, List.of());
    }

    /** The same; work on connections of {@code failing} fails. */
    int use(int times, Routing routing, Endpoint endpoint, List<Endpoint> failing) {
        List<FakeConnector.Link> used = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            cores.on(
                    i % 2,
                    () -> pool.withConnection(routing, link -> {
                                used.add(link);
                                return isOf(failing, link) ? Mono.error(new IOException("reset")) : Mono.just(1);
                            })
                            .subscribe(one -> {}, error -> lastError = error));
        }
        return (int) used.stream()
                .filter(link -> server(endpoint).links.contains(link))
                .count();
    }

    private boolean isOf(List<Endpoint> endpoints, FakeConnector.Link link) {
        return endpoints.stream().anyMatch(endpoint -> server(endpoint).links.contains(link));
    }

    EndpointStats stats(Endpoint endpoint) {
        return pool.stats().endpoints().stream()
                .filter(stats -> stats.address().equals(endpoint.address().toString()))
                .findFirst()
                .orElseThrow();
    }
}
