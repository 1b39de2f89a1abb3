package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.RuntimeConfig;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** 9xx, second half: closing. */
abstract class CloseRules extends Rules {

    CloseRules(BackendTck backend) {
        super(backend);
    }

    /** For tests in which the peer takes everything in the end, however slow the machine is. */
    private AsyncConnection patient() {
        RuntimeConfig.Builder settings = settings().set(RuntimeConfig.CLOSE_TIMEOUT, patience());
        return get(start(settings).connect(server().address(), ConnectOptions.defaults()));
    }

    private Link hasty() {
        RuntimeConfig.Builder settings = settings().set(RuntimeConfig.CLOSE_TIMEOUT, Duration.ofMillis(200));
        AsyncConnection connection = get(start(settings).connect(server().address(), ConnectOptions.defaults()));
        return new Link(connection, closeLater(server().accept()));
    }

    @Test
    void required_spec951_closeFailsAPendingReadAtOnce() {
        Link link = link();
        Outcome<Integer> read = subscribe(link.connection().read(ByteBuffer.allocate(10)));
        get(link.connection().close());
        read.error(ConnectionClosedException.class);
        assertThat(read.core()).isEqualTo(link.connection().core());
        assertThat(link.peer().readsEnd()).isTrue();
    }

    @Test
    void required_spec952_aPendingReadDoesNotWaitForThePeerToTakeTheRest() {
        AsyncConnection connection = patient();
        RawPeer peer = closeLater(server().accept());
        subscribe(connection.write(ByteBuffer.allocate(SlowPeerRules.BIG)));
        Outcome<Integer> read = subscribe(connection.read(ByteBuffer.allocate(10)));
        Outcome<Void> close = subscribe(connection.close());
        read.error(ConnectionClosedException.class); // though the peer has not read a byte yet
        assertThat(peer.read(SlowPeerRules.BIG)).hasSize(SlowPeerRules.BIG);
        close.value();
    }

    @Test
    void required_spec953_whatWasWrittenBeforeCloseGoesOut() {
        int total = SlowPeerRules.BIG;
        AsyncConnection connection = patient();
        RawPeer peer = closeLater(server().accept());
        Outcome<Void> write = subscribe(connection.write(ByteBuffer.wrap(Payload.bytes(total))));
        Outcome<Void> close = subscribe(connection.close());
        get(peer.checkInBackground(total));
        assertThat(peer.readsEnd()).isTrue();
        write.value();
        close.value();
    }

    @Test
    void required_spec954_whatWasSentBeforeCloseGoesOut() {
        Link link = link();
        AsyncConnection connection = link.connection();
        start(connection.core(), () -> {
            for (int i = 0; i < 100; i++) {
                connection.send(ByteBuffer.wrap(Payload.bytes(i * 100L, 100)));
            }
            return subscribe(connection.close());
        });
        assertThat(link.peer().readToEnd()).isEqualTo(Payload.bytes(10_000));
    }

    @Test
    void required_spec955_writesThatThePeerDoesNotTakeFailAfterTheCloseTimeout() {
        Link link = hasty();
        Outcome<Void> first = subscribe(link.connection().write(ByteBuffer.allocate(SlowPeerRules.BIG)));
        Outcome<Void> second = subscribe(link.connection().write(ByteBuffer.allocate(10)));
        Outcome<Void> close = subscribe(link.connection().close());
        first.error(ConnectionClosedException.class);
        second.error(ConnectionClosedException.class);
        close.value();
        assertThat(link.connection().isOpen()).isFalse();
        link.peer().awaitGone();
    }

    @Test
    void required_spec956_closingAgainCompletesAtOnce() {
        Link link = link();
        get(link.connection().close());
        get(link.connection().close());
        assertThat(link.connection().isOpen()).isFalse();
    }

    @Test
    void required_spec957_closeIsLazy() {
        Link link = link();
        Mono<Void> close = link.connection().close();
        write(link.connection(), Payload.bytes(10));
        assertThat(link.connection().isOpen()).isTrue();
        get(close);
        assertThat(link.peer().readToEnd()).isEqualTo(Payload.bytes(10));
    }

    @Test
    void required_spec958_closeCompletesOnTheCoreOfTheConnection() {
        for (int core = 0; core < runtime().cores(); core++) {
            Link link = link(ConnectOptions.builder().core(core).build());
            Outcome<Void> onClose = subscribe(link.connection().onClose());
            Outcome<Void> close = subscribe(link.connection().close());
            assertThat(close.core()).isEqualTo(core);
            assertThat(onClose.core()).isEqualTo(core);
        }
    }

    @Test
    void required_spec959_aClosedConnectionRefusesEverything() {
        Link link = link();
        get(link.connection().close());
        failure(link.connection().read(ByteBuffer.allocate(10)), ConnectionClosedException.class);
        failure(link.connection().write(ByteBuffer.allocate(10)), ConnectionClosedException.class);
        failure(link.connection().shutdownOutput(), ConnectionClosedException.class);
    }

    @Test
    void required_spec960_theAddressesAreKnownAfterClose() {
        Link link = link();
        var local = link.connection().localAddress();
        get(link.connection().close());
        assertThat(link.connection().localAddress()).isEqualTo(local);
        assertThat(link.connection().remoteAddress()).isEqualTo(server().address());
    }

    @Test
    void required_spec961_abortFailsEverythingThatIsPending() {
        Link link = link();
        Outcome<Integer> read = subscribe(link.connection().read(ByteBuffer.allocate(10)));
        Outcome<Void> first = subscribe(link.connection().write(ByteBuffer.allocate(SlowPeerRules.BIG)));
        Outcome<Void> second = subscribe(link.connection().write(ByteBuffer.allocate(10)));
        link.connection().abort();
        read.error(ConnectionClosedException.class);
        first.error(ConnectionClosedException.class);
        second.error(ConnectionClosedException.class);
        get(link.connection().onClose());
        assertThat(link.connection().isOpen()).isFalse();
        link.peer().awaitGone();
        assertThat(link.connection().pendingWriteBytes()).isZero();
    }

    @Test
    void required_spec962_abortMayBeRepeatedAndFollowClose() {
        Link link = link();
        get(link.connection().close());
        link.connection().abort();
        link.connection().abort();
        get(link.connection().onClose());
    }

    @Test
    void required_spec963_abortEndsACloseThatWaits() {
        AsyncConnection connection = patient();
        RawPeer peer = closeLater(server().accept());
        subscribe(connection.write(ByteBuffer.allocate(SlowPeerRules.BIG)));
        Outcome<Void> close = subscribe(connection.close());
        connection.abort();
        close.value();
        peer.awaitGone();
    }

    @Test
    void required_spec964_onCloseTellsWhoeverClosedAndNeverFails() {
        Link here = link();
        Outcome<Void> early = subscribe(here.connection().onClose());
        get(here.connection().close());
        early.value();
        get(here.connection().onClose());
        Link there = link();
        Outcome<Void> reset = subscribe(there.connection().onClose());
        subscribe(there.connection().read(ByteBuffer.allocate(1)));
        there.peer().reset();
        reset.value();
    }

    @Test
    void required_spec965_eachOfTwoThatCloseAtTheSameTimeIsTold() {
        Link link = link();
        CompletableFuture<Outcome<Void>> other =
                Background.run(() -> subscribe(link.connection().close()));
        subscribe(link.connection().close()).value();
        get(other).value();
    }
}
