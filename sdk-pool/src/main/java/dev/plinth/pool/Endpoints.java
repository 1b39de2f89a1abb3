package dev.plinth.pool;

import dev.plinth.api.PoolClosedException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The endpoints of a pool as they change. Who borrows looks at the list of the moment; if the endpoint that
 * he chose is left out before he has his connection, its pool refuses him, and he looks again.
 */
final class Endpoints<T> {

    private final String poolName;
    private final Function<Endpoint, EndpointPool<T>> opener;
    /** Left out, and not yet drained. */
    private final Set<PerCorePool<T>> retired = ConcurrentHashMap.newKeySet();

    private volatile List<EndpointPool<T>> now = List.of();
    private volatile boolean closed;

    Endpoints(String poolName, Function<Endpoint, EndpointPool<T>> opener) {
        this.poolName = poolName;
        this.opener = opener;
    }

    List<EndpointPool<T>> now() {
        return now;
    }

    boolean isClosed() {
        return closed;
    }

    synchronized void set(List<Endpoint> endpoints) {
        check(endpoints);
        if (closed) {
            throw new PoolClosedException("pool '" + poolName + "' has been shut down: make another one");
        }
        Map<SocketAddress, EndpointPool<T>> before = new LinkedHashMap<>();
        now.forEach(pool -> before.put(pool.endpoint().address(), pool));
        List<EndpointPool<T>> after = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            EndpointPool<T> known = before.remove(endpoint.address());
            after.add(
                    known != null
                            ? new EndpointPool<>(endpoint, known.pool(), known.health())
                            : opener.apply(endpoint));
        }
        now = List.copyOf(after); // before the old ones refuse anybody, who then finds these
        before.values().forEach(left -> retire(left.pool()));
    }

    private void retire(PerCorePool<T> pool) {
        retired.add(pool);
        pool.retire().doFinally(end -> retired.remove(pool)).subscribe();
    }

    private void check(List<Endpoint> endpoints) {
        Checks.check(!endpoints.isEmpty(), "endpoints of pool '" + poolName + "' are none, there must be at least one");
        Set<SocketAddress> addresses = new HashSet<>();
        for (Endpoint endpoint : endpoints) {
            Checks.check(
                    addresses.add(endpoint.address()),
                    "endpoints of pool '" + poolName + "' have " + endpoint.address()
                            + " twice: give it once, with the sum of the weights");
        }
    }

    /** False if there is none with this address. */
    synchronized boolean update(SocketAddress address, UnaryOperator<Endpoint> change) {
        List<EndpointPool<T>> after = new ArrayList<>(now);
        for (int i = 0; i < after.size(); i++) {
            EndpointPool<T> known = after.get(i);
            if (known.endpoint().address().equals(address)) {
                Endpoint changed = change.apply(known.endpoint());
                Checks.check(
                        changed.address().equals(address),
                        "address of endpoint " + address + " would become " + changed.address()
                                + ": it cannot change, use setEndpoints");
                after.set(i, new EndpointPool<>(changed, known.pool(), known.health()));
                now = List.copyOf(after);
                return true;
            }
        }
        return false;
    }

    /** Ends them all, those that were left out before included. */
    Mono<Void> shutdown() {
        List<PerCorePool<T>> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            now.forEach(pool -> all.add(pool.pool()));
            all.addAll(retired);
        }
        return Flux.fromIterable(all)
                .flatMapDelayError(PerCorePool::shutdown, Integer.MAX_VALUE, 1)
                .then();
    }
}
