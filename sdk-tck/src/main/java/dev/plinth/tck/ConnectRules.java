package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.TcpOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** 4xx, first half: connecting where it succeeds. */
abstract class ConnectRules extends Rules {

    ConnectRules(BackendTck backend) {
        super(backend);
    }

    private static ConnectOptions core(int core) {
        return ConnectOptions.builder().core(core).build();
    }

    @Test
    void required_spec401_bothEndsAgreeOnTheAddresses() {
        Link link = link();
        assertThat(link.connection().remoteAddress()).isEqualTo(server().address());
        assertThat(link.connection().localAddress())
                .isEqualTo(link.peer().socket().getRemoteSocketAddress());
        assertThat(link.connection().isOpen()).isTrue();
    }

    @Test
    void required_spec402_connectIsLazyAndEachSubscriptionOpensOne() {
        Mono<AsyncConnection> connect = runtime().connect(server().address(), ConnectOptions.defaults());
        pass(0); // its connection is the first to arrive, unless connect was eager
        for (int i = 0; i < 2; i++) {
            AsyncConnection connection = get(connect);
            RawPeer peer = closeLater(server().accept());
            assertThat(peer.socket().getRemoteSocketAddress()).isEqualTo(connection.localAddress());
        }
    }

    @Test
    void required_spec403_connectLivesAndSignalsOnTheCoreAskedFor() {
        for (int core = 0; core < runtime().cores(); core++) {
            Outcome<AsyncConnection> outcome = subscribe(runtime().connect(server().address(), core(core)));
            assertThat(outcome.value().core()).isEqualTo(core);
            assertThat(outcome.core()).isEqualTo(core);
        }
    }

    @Test
    void required_spec404_connectOnOneCoreForAnotherSignalsOnTheOther() {
        Outcome<AsyncConnection> outcome = on(0, () -> subscribe(runtime().connect(server().address(), core(1))));
        assertThat(outcome.value().core()).isEqualTo(1);
        assertThat(outcome.core()).isEqualTo(1);
    }

    @Test
    void required_spec405_withoutACoreItIsTheOneThatSubscribes() {
        for (int core = 0; core < runtime().cores(); core++) {
            Outcome<AsyncConnection> outcome =
                    on(core, () -> subscribe(runtime().connect(server().address(), ConnectOptions.defaults())));
            assertThat(outcome.value().core()).isEqualTo(core);
            assertThat(outcome.core()).isEqualTo(core);
        }
    }

    @Test
    void required_spec406_fromOutsideTheCoresAreChosenInTurn() {
        int[] count = new int[runtime().cores()];
        for (int i = 0; i < 4 * count.length; i++) {
            count[link().connection().core()]++;
        }
        assertThat(count).containsOnly(4);
    }

    @Test
    void required_spec407_aHostNameIsResolved() {
        AsyncConnection connection =
                get(runtime().connect("localhost", server().address().getPort()));
        RawPeer peer = closeLater(server().accept());
        assertThat(connection.localAddress()).isEqualTo(peer.socket().getRemoteSocketAddress());
        assertThat(connection.remoteAddress()).isEqualTo(server().address());
    }

    @Test
    void required_spec408_eachAddressOfAHostIsTried() throws UnknownHostException {
        InetAddress[] addresses = InetAddress.getAllByName("localhost");
        Assumptions.assumeTrue(
                addresses.length > 1, "localhost has one address on this machine, and nothing else has two for sure");
        for (InetAddress address : addresses) {
            try (RawServer only = openAt(address)) {
                AsyncConnection connection =
                        get(runtime().connect("localhost", only.address().getPort()));
                assertThat(connection.remoteAddress()).isEqualTo(only.address());
            }
        }
    }

    private RawServer openAt(InetAddress address) {
        try {
            return RawServer.of(new java.net.ServerSocket(0, 10, address), patience());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void required_spec409_allOptionsOfTcpAreTaken() {
        TcpOptions tcp = TcpOptions.defaults()
                .withNoDelay(false)
                .withKeepAlive(Duration.ofSeconds(30), Duration.ofSeconds(5), 3)
                .withSendBuffer(64 << 10)
                .withReceiveBuffer(64 << 10);
        Link link = link(ConnectOptions.builder().tcp(tcp).build());
        write(link.connection(), Payload.bytes(100));
        assertThat(link.peer().read(100)).isEqualTo(Payload.bytes(100));
    }

    @Test
    void required_spec410_anAddressThatIsResolvedAlreadyServesAsWell() {
        InetSocketAddress resolved = server().address();
        assertThat(resolved.isUnresolved()).isFalse();
        assertThat(get(runtime().connect(resolved, ConnectOptions.defaults())).remoteAddress())
                .isEqualTo(resolved);
    }
}
