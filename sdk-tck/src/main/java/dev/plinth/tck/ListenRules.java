package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.ConnectException;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ListenOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** 5xx: listening and what is accepted. */
abstract class ListenRules extends Rules {

    ListenRules(BackendTck backend) {
        super(backend);
    }

    private Mono<AsyncListener> listening(Consumer<? super AsyncConnection> onAccept) {
        return runtime()
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ListenOptions.defaults(), onAccept);
    }

    private RawPeer connectTo(AsyncListener listener) {
        return closeLater(RawPeer.connect(listener.localAddress(), patience()));
    }

    private <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(patience().toMillis(), TimeUnit.MILLISECONDS);
        assertThat(next)
                .as("what should have been accepted within %s", patience())
                .isNotNull();
        return next;
    }

    private static int port(AsyncListener listener) {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Test
    void required_spec501_portZeroIsAnyFreeOneAndKnownAfterCloseToo() {
        AsyncListener listener = get(listening(AsyncConnection::abort));
        int port = port(listener);
        assertThat(port).isPositive();
        assertThat(listener.isOpen()).isTrue();
        get(listener.close());
        assertThat(port(listener)).isEqualTo(port);
        assertThat(listener.isOpen()).isFalse();
    }

    @Test
    void required_spec502_eachSubscriptionListensAnew() {
        Mono<AsyncListener> listen = listening(AsyncConnection::abort);
        assertThat(port(get(listen))).isNotEqualTo(port(get(listen)));
    }

    @Test
    void required_spec503_theListenerIsSignalledOnACore() {
        assertThat(subscribe(listening(AsyncConnection::abort)).core())
                .isBetween(0, runtime().cores() - 1);
    }

    @Test
    void required_spec504_onAcceptIsCalledOnTheCoreOfItsConnection() throws InterruptedException {
        BlockingQueue<int[]> cores = new LinkedBlockingQueue<>();
        AsyncListener listener = get(listening(
                connection -> cores.add(new int[] {connection.core(), runtime().currentCore()})));
        for (int i = 0; i < 8; i++) {
            connectTo(listener);
            int[] found = next(cores);
            assertThat(found[1]).isEqualTo(found[0]);
        }
    }

    @Test
    void required_spec505_acceptedConnectionsAreSpreadOverTheCoresInTurn() throws InterruptedException {
        BlockingQueue<Integer> cores = new LinkedBlockingQueue<>();
        AsyncListener listener = get(listening(connection -> cores.add(connection.core())));
        int[] count = new int[runtime().cores()];
        for (int i = 0; i < 4 * count.length; i++) {
            connectTo(listener);
            count[next(cores)]++;
        }
        assertThat(count).containsOnly(4);
    }

    @Test
    void required_spec506_bothEndsAgreeOnTheAddresses() throws InterruptedException {
        BlockingQueue<AsyncConnection> accepted = new LinkedBlockingQueue<>();
        AsyncListener listener = get(listening(accepted::add));
        RawPeer peer = connectTo(listener);
        AsyncConnection connection = next(accepted);
        assertThat(connection.remoteAddress()).isEqualTo(peer.socket().getLocalSocketAddress());
        assertThat(connection.localAddress()).isEqualTo(peer.socket().getRemoteSocketAddress());
    }

    @Test
    void required_spec507_whatIsSentAtOnceIsNotLost() throws InterruptedException {
        BlockingQueue<AsyncConnection> accepted = new LinkedBlockingQueue<>();
        AsyncListener listener = get(listening(accepted::add));
        RawPeer peer = connectTo(listener);
        peer.send(Payload.bytes(1000));
        peer.endOutput();
        AsyncConnection connection = next(accepted);
        pass(connection.core());
        assertThat(read(connection, 1000)).isEqualTo(Payload.bytes(1000));
    }

    @Test
    void required_spec508_ifOnAcceptThrowsTheConnectionIsClosedAndTheListenerGoesOn() throws InterruptedException {
        BlockingQueue<AsyncConnection> accepted = new LinkedBlockingQueue<>();
        AsyncListener listener = get(listening(connection -> {
            accepted.add(connection);
            throw new IllegalStateException("thrown by onAccept, on purpose");
        }));
        for (int i = 0; i < 4; i++) {
            RawPeer.connectAndAwaitGone(listener.localAddress(), patience());
            get(next(accepted).onClose());
        }
        assertThat(listener.isOpen()).isTrue();
    }

    @Test
    void required_spec509_anAddressThatCannotBeBoundIsAConnectException() {
        Outcome<AsyncListener> outcome =
                subscribe(runtime().listen(server().address(), ListenOptions.defaults(), AsyncConnection::abort));
        outcome.error(ConnectException.class);
    }

    @Test
    void required_spec510_aClosedListenerRefuses() {
        AsyncListener listener = get(listening(AsyncConnection::abort));
        get(listener.close());
        failure(runtime().connect(listener.localAddress(), ConnectOptions.defaults()), ConnectException.class);
    }

    @Test
    void required_spec511_closingAListenerLeavesWhatItAccepted() throws InterruptedException {
        BlockingQueue<AsyncConnection> accepted = new LinkedBlockingQueue<>();
        AsyncListener listener = get(listening(accepted::add));
        RawPeer peer = connectTo(listener);
        AsyncConnection connection = next(accepted);
        get(listener.close());
        write(connection, Payload.bytes(10));
        assertThat(peer.read(10)).isEqualTo(Payload.bytes(10));
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void required_spec512_closingAListenerIsLazyAndMayBeRepeated() {
        AsyncListener listener = get(listening(AsyncConnection::abort));
        Mono<Void> close = listener.close();
        assertThat(listener.isOpen()).isTrue();
        RawPeer.connectAndAwaitGone(listener.localAddress(), patience());
        get(close);
        get(close);
        get(listener.close());
    }

    @Test
    void required_spec513_theRuntimeTalksToItself() {
        CompletableFuture<AsyncConnection> accepted = new CompletableFuture<>();
        AsyncListener listener = get(listening(accepted::complete));
        AsyncConnection near = get(runtime().connect(listener.localAddress(), ConnectOptions.defaults()));
        AsyncConnection far = get(accepted);
        write(near, Payload.bytes(1000));
        assertThat(read(far, 1000)).isEqualTo(Payload.bytes(1000));
        write(far, Payload.bytes(1000, 1000));
        assertThat(read(near, 1000)).isEqualTo(Payload.bytes(1000, 1000));
    }
}
