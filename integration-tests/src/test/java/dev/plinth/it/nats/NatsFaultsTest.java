package dev.plinth.it.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.it.redis.Backends;
import dev.plinth.nats.NatsConfig;
import dev.plinth.nats.PlinthNats;
import dev.plinth.servers.FaultProxy;
import dev.plinth.servers.NatsServer;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What happens to servers and connections in mid-stream: jnats as it comes goes through it, side by side with the adapter's
 * engine and jnats on a runtime, on every backend. Messages that JetStream has confirmed arrive, and nobody is without
 * messages for much longer than jnats as it comes.
 */
@SuppressWarnings("try") // jnats' connection says that closing it may be interrupted
class NatsFaultsTest {

    /** How many messages may wait for a slow subscriber. */
    static final int PENDING = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** What a gap may differ by where many clients share two processors. */
    private static final Duration SLACK = Duration.ofMillis(300);

    private static final Duration LOOK = Duration.ofMillis(5);
    private static final int ROUNDS = 3; // of which the shortest gap counts
    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

    private static final List<AsyncRuntime> RUNTIMES = new ArrayList<>();
    private static final List<NatsTraffic> ALL = new ArrayList<>(); // jnats as it comes is the first
    private static NatsServer server;
    private static FaultProxy proxy;
    private static Pulse pulse;
    private static Thread storing;
    private static volatile boolean storingEnds;

    @BeforeAll
    static void start() throws Exception {
        server = NatsServer.start();
        proxy = FaultProxy.to(server.port());
        pulse = new Pulse(server.port());
        ALL.add(new JnatsTraffic("stock", options().build()));
        for (String backend : Backends.expected().toList()) {
            AsyncRuntime runtime = AsyncRuntime.create(RuntimeConfig.builder()
                    .backend(backend)
                    .cores(1)
                    .set(NatsConfig.PENDING_MESSAGES, PENDING)
                    .build());
            RUNTIMES.add(runtime);
            ALL.add(new EngineTraffic(backend, runtime, options()));
            ALL.add(new JnatsTraffic("jnats-on-" + backend, PlinthNats.options(runtime, options())));
        }
        consume();
        storing = new Thread(NatsFaultsTest::store, "storing");
        storing.start();
    }

    /** That find out soon, and connect again soon. */
    private static Options.Builder options() {
        return NatsSuite.options("nats://127.0.0.1:" + proxy.port())
                .connectionTimeout(PATIENCE)
                .pingInterval(Duration.ofMillis(300))
                .maxPingsOut(2)
                .errorListener(new ErrorListener() {});
    }

    private static void consume() throws Exception {
        try (Connection setup = Nats.connect(server.uri())) {
            JetStreamManagement management = setup.jetStreamManagement();
            for (NatsTraffic traffic : ALL) {
                management.addStream(StreamConfiguration.builder()
                        .name(traffic.stream())
                        .subjects(traffic.stream())
                        .storageType(StorageType.File)
                        .build());
                management.addOrUpdateConsumer(
                        traffic.stream(),
                        ConsumerConfiguration.builder()
                                .durable(traffic.stream())
                                .ackWait(Duration.ofSeconds(2))
                                .build());
                traffic.consume();
            }
        }
    }

    private static void store() {
        for (int i = 0; !storingEnds; i++) {
            String text = Integer.toString(i);
            ALL.forEach(traffic -> traffic.store(text));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        storingEnds = true;
        if (storing != null) {
            storing.join();
        }
        for (NatsTraffic traffic : ALL) {
            traffic.close();
        }
        RUNTIMES.forEach(AsyncRuntime::close);
        pulse.close();
        proxy.close();
        server.close();
    }

    @Test
    void connectionsThatAreCut() {
        survived(proxy::cut);
    }

    @Test
    void connectionsThatAreReset() {
        survived(proxy::reset);
    }

    @Test
    void connectionsThatOnlyTheServersSideHasEnded() {
        survived(proxy::halfCloseToClient);
    }

    @Test
    void connectionsThatOnlyTheClientsSideHasEnded() {
        survived(proxy::halfCloseToServer);
    }

    @Test
    void connectionsThatAreStalled() {
        survived(proxy::freeze);
    }

    @Test
    void aServerThatIsKilledAndComesBack() {
        survived(() -> {
            server.stop();
            server.startAgain();
        });
    }

    /** What waits for them has a limit, and whoever catches up goes on. */
    @Test
    void subscribersThatAreTooSlow() throws Exception {
        for (NatsTraffic traffic : ALL) {
            traffic.subscribeSlowly("slow");
        }
        try (Connection fast = Nats.connect(server.uri())) {
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 10 * PENDING; i++) {
                fast.publish("slow", NatsSuite.bytes("" + i));
                sent.add("" + i);
            }
            for (NatsTraffic traffic : ALL) {
                until(traffic.name() + " drops", () -> traffic.dropped() == 9 * PENDING);
                until(
                        traffic.name() + " takes what has waited",
                        () -> traffic.takeSlow().equals(sent.subList(0, PENDING)));
            }
            fast.publish("slow", NatsSuite.bytes("again"));
            for (NatsTraffic traffic : ALL) {
                until(
                        traffic.name() + " goes on",
                        () -> traffic.takeSlow().size() == PENDING + 1
                                && traffic.takeSlow().contains("again"));
            }
        }
    }

    private static void survived(Runnable fault) {
        Map<NatsTraffic, Duration> gaps = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            Map<NatsTraffic, Long> connects = new HashMap<>();
            beats(10);
            ALL.forEach(traffic -> connects.put(traffic, traffic.reconnects()));
            ALL.forEach(NatsTraffic::watchGaps);
            fault.run();
            for (NatsTraffic traffic : ALL) {
                until(traffic.name() + " is connected again", () -> traffic.reconnects() > connects.get(traffic));
            }
            beats(10);
            ALL.forEach(traffic ->
                    gaps.merge(traffic, traffic.longestGap(), (one, other) -> one.compareTo(other) < 0 ? one : other));
        }
        Duration most = gaps.get(ALL.get(0)).multipliedBy(3).dividedBy(2).plus(SLACK);
        assertThat(gaps)
                .allSatisfy((traffic, gap) -> assertThat(gap)
                        .as("gap of %s, where jnats has %s", traffic.name(), gaps.get(ALL.get(0)))
                        .isLessThanOrEqualTo(most));
        for (NatsTraffic traffic : ALL) {
            Set<String> acknowledged = new HashSet<>(traffic.acknowledged());
            assertThat(acknowledged).as(traffic.name()).isNotEmpty();
            until("all of " + traffic.name(), () -> traffic.received().containsAll(acknowledged));
        }
    }

    /** Waits until everybody has heard so many more. */
    private static void beats(int more) {
        Map<NatsTraffic, Long> before = new HashMap<>();
        ALL.forEach(traffic -> before.put(traffic, traffic.beats()));
        for (NatsTraffic traffic : ALL) {
            until(traffic.name() + " hears the pulse", () -> traffic.beats() >= before.get(traffic) + more);
        }
    }

    /** Looks often: there are many to wait for, one after the other. */
    private static void until(String what, Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(LOOK).until(condition);
    }
}
