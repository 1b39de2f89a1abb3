package dev.plinth.cli.pool;

import dev.plinth.pool.Endpoint;
import dev.plinth.pool.LoadBalancer;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;

/** 100,000 picks, by endpoint. */
final class BalancerSpread {

    static final int[] WEIGHTS = {4, 2, 1, 1};
    static final Map<String, Supplier<LoadBalancer>> BALANCERS = balancers();

    private static final int PICKS = 100_000;
    private static final int BORROWED = 64;

    private BalancerSpread() {}

    private static Map<String, Supplier<LoadBalancer>> balancers() {
        Map<String, Supplier<LoadBalancer>> all = new LinkedHashMap<>();
        all.put("round robin", LoadBalancer::roundRobin);
        all.put("weighted round robin", LoadBalancer::weightedRoundRobin);
        all.put("random", LoadBalancer::random);
        all.put("least connections", LoadBalancer::leastConnections);
        all.put("power of two choices", LoadBalancer::powerOfTwoChoices);
        all.put("sticky, a key each", LoadBalancer::sticky);
        return all;
    }

    /** So many connections are borrowed at a time; the one that was borrowed first comes back first. */
    static long[] count(String name) {
        LoadBalancer balancer = BALANCERS.get(name).get();
        List<Server> servers = new ArrayList<>();
        for (int weight : WEIGHTS) {
            servers.add(new Server(servers.size(), weight));
        }
        Queue<Server> borrowed = new ArrayDeque<>();
        for (int i = 0; i < PICKS; i++) {
            Server picked = servers.get(balancer.pick(servers, "key-" + i));
            picked.picks++;
            picked.outstanding++;
            borrowed.add(picked);
            if (borrowed.size() > BORROWED) {
                borrowed.remove().outstanding--;
            }
        }
        return servers.stream().mapToLong(server -> server.picks).toArray();
    }

    private static final class Server implements LoadBalancer.Candidate {

        private final Endpoint endpoint;
        private int outstanding;
        private long picks;

        Server(int number, int weight) {
            this.endpoint = new Endpoint(InetSocketAddress.createUnresolved("server-" + number, 5432), weight);
        }

        @Override
        public Endpoint endpoint() {
            return endpoint;
        }

        @Override
        public double weight() {
            return endpoint.weight();
        }

        @Override
        public int outstanding() {
            return outstanding;
        }
    }
}
