package dev.plinth.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** How 100,000 picks fall. */
class LoadBalancerTest {

    private static final int PICKS = 100_000;

    /** An endpoint whose load the test sees to. */
    private static final class Server implements LoadBalancer.Candidate {
        private final Endpoint endpoint;
        private int outstanding;
        private int picked;

        Server(int port, int weight) {
            this.endpoint = new Endpoint(InetSocketAddress.createUnresolved("server", port), weight);
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

    private static List<Server> servers(int... weights) {
        List<Server> servers = new ArrayList<>();
        for (int weight : weights) {
            servers.add(new Server(1000 + servers.size(), weight));
        }
        return servers;
    }

    private static int[] picks(LoadBalancer balancer, List<Server> servers, IntFunction<Object> key) {
        for (int i = 0; i < PICKS; i++) {
            servers.get(balancer.pick(servers, key.apply(i))).picked++;
        }
        return servers.stream().mapToInt(server -> server.picked).toArray();
    }

    private static void assertSplit(int[] picks, double tolerance, double... parts) {
        for (int i = 0; i < parts.length; i++) {
            assertThat((double) picks[i] / PICKS).isCloseTo(parts[i], within(tolerance));
        }
    }

    @Test
    void roundRobinIsExact() {
        assertThat(picks(LoadBalancer.roundRobin(), servers(5, 1, 1, 1), i -> null))
                .containsExactly(25_000, 25_000, 25_000, 25_000);
    }

    @Test
    void weightedRoundRobinKeepsTheWeightsAndMixes() {
        List<Server> servers = servers(5, 3, 2);
        LoadBalancer balancer = LoadBalancer.weightedRoundRobin();
        assertSplit(picks(balancer, servers, i -> null), 0.0005, 0.5, 0.3, 0.2);
        int inARow = 0;
        for (int i = 0; i < 1000; i++) {
            inARow = balancer.pick(servers, null) == 0 ? inARow + 1 : 0;
            assertThat(inARow).isLessThan(5);
        }
    }

    @Test
    void randomKeepsTheWeights() {
        assertSplit(picks(LoadBalancer.random(), servers(6, 3, 1), i -> null), 0.01, 0.6, 0.3, 0.1);
    }

    @Test
    void leastConnectionsFillsTheEmptiestInProportionToItsWeight() {
        List<Server> servers = servers(1, 1, 2);
        servers.get(0).outstanding = 1000;
        LoadBalancer balancer = LoadBalancer.leastConnections();
        for (int i = 0; i < PICKS; i++) {
            Server picked = servers.get(balancer.pick(servers, null));
            picked.outstanding++;
            picked.picked++;
        }
        int whole = PICKS + 1000;
        assertThat(servers.get(0).outstanding).isCloseTo(whole / 4, within(2));
        assertThat(servers.get(1).outstanding).isCloseTo(whole / 4, within(2));
        assertThat(servers.get(2).outstanding).isCloseTo(whole / 2, within(2));
    }

    @Test
    void leastConnectionsTakesEqualsByChance() {
        assertSplit(picks(LoadBalancer.leastConnections(), servers(1, 1, 1, 1), i -> null), 0.01, .25, .25, .25, .25);
    }

    @Test
    void powerOfTwoChoicesNeverTakesTheWorstAndKeepsLoadsClose() {
        List<Server> servers = servers(1, 1, 1, 1);
        servers.get(3).outstanding = 1_000_000;
        int[] picks = picks(LoadBalancer.powerOfTwoChoices(), servers, i -> null);
        assertThat(picks[3]).isZero();
        List<Server> even = servers(1, 1, 1, 1);
        LoadBalancer balancer = LoadBalancer.powerOfTwoChoices();
        for (int i = 0; i < PICKS; i++) {
            even.get(balancer.pick(even, null)).outstanding++;
        }
        assertThat(even).allMatch(server -> Math.abs(server.outstanding - PICKS / 4) < 20);
    }

    @Test
    void stickyKeysStayAreSpreadByWeightAndMoveOnlyWithTheirEndpoint() {
        List<Server> servers = servers(2, 1, 1);
        LoadBalancer balancer = LoadBalancer.sticky();
        assertSplit(picks(balancer, servers, i -> "user-" + i), 0.01, 0.5, 0.25, 0.25);
        List<Server> fewer = servers.subList(0, 2);
        int moved = 0;
        for (int i = 0; i < PICKS; i++) {
            int before = balancer.pick(servers, "user-" + i);
            int after = balancer.pick(fewer, "user-" + i);
            assertThat(before == 2 || before == after).isTrue();
            moved += before == after ? 0 : 1;
        }
        assertThat((double) moved / PICKS).isCloseTo(0.25, within(0.01));
    }

    @Test
    void whoHasNoKeyIsSpread() {
        assertSplit(picks(LoadBalancer.sticky(), servers(1, 1), i -> null), 0.01, 0.5, 0.5);
    }
}
