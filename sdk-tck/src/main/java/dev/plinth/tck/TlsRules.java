package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.TlsOptions;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** 10xx, second half: what TLS connections have in common with others. */
abstract class TlsRules extends TlsPeers {

    private static final int TEN_MEGABYTES = 10 << 20;

    TlsRules(BackendTck backend) {
        super(backend);
    }

    @Test
    void required_spec1051_tenMegabytesGoOutWhole() {
        Link link = tlsLink();
        CompletableFuture<Void> checked = link.peer().checkInBackground(TEN_MEGABYTES);
        get(link.connection().write(ByteBuffer.wrap(Payload.bytes(TEN_MEGABYTES))));
        get(checked);
    }

    @Test
    void required_spec1052_tenMegabytesComeInWhole() {
        Link link = tlsLink();
        CompletableFuture<Void> sent = link.peer().sendInBackground(TEN_MEGABYTES);
        Payload.Checker checker = new Payload.Checker();
        ByteBuffer dst = ByteBuffer.allocate(5_000); // less than a TLS record holds
        while (checker.count() < TEN_MEGABYTES) {
            get(link.connection().read(dst));
            checker.accept(dst.flip());
            dst.clear();
        }
        get(sent);
    }

    @Test
    void required_spec1053_pushModeEchoes() {
        Link link = tlsLink();
        Recorder receiver = new Recorder(runtime()) {
            @Override
            void received(AsyncConnection connection, ByteBuffer data) {
                connection.send(data);
            }
        };
        link.connection().receive(receiver);
        CompletableFuture<Void> sent = link.peer().sendInBackground(1_000_000);
        get(link.peer().checkInBackground(1_000_000));
        get(sent);
        assertThat(receiver.complaint()).isNull();
    }

    @Test
    void required_spec1054_writesAndSendsKeepTheirOrder() {
        Link link = tlsLink();
        CompletableFuture<Void> checked = link.peer().checkInBackground(400 * 100);
        on(link.connection().core(), () -> {
            for (int i = 0; i < 400; i++) {
                ByteBuffer src = ByteBuffer.wrap(Payload.bytes(i * 100L, 100));
                if (i % 3 == 0) {
                    subscribe(link.connection().write(src));
                } else {
                    link.connection().send(src);
                }
            }
            return null;
        });
        get(checked);
    }

    @Test
    void required_spec1055_completionsComeOnTheCore() {
        Link link = tlsLink();
        Outcome<Integer> read = subscribe(link.connection().read(ByteBuffer.allocate(10)));
        link.peer().send((byte) 1);
        assertThat(read.core()).isEqualTo(1);
        assertThat(subscribe(link.connection().write(ByteBuffer.allocate(10))).core())
                .isEqualTo(1);
        assertThat(subscribe(link.connection().close()).core()).isEqualTo(1);
    }

    @Test
    void required_spec1056_afterShutdownOutputThePeerReadsTheEndAndReadingHereGoesOn() {
        Link link = tlsLink();
        write(link.connection(), Payload.bytes(100));
        get(link.connection().shutdownOutput());
        assertThat(link.peer().read(100)).isEqualTo(Payload.bytes(100));
        assertThat(link.peer().readsEnd()).isTrue();
        link.peer().send(Payload.bytes(1_000));
        assertThat(read(link.connection(), 1_000)).isEqualTo(Payload.bytes(1_000));
    }

    @Test
    void required_spec1057_thePeersEndIsReadAgainAndAgainAndWritingGoesOn() {
        Link link = tlsLink();
        link.peer().send(Payload.bytes(100));
        link.peer().endOutput();
        assertThat(read(link.connection(), 100)).isEqualTo(Payload.bytes(100));
        for (int i = 0; i < 3; i++) {
            assertThat(get(link.connection().read(ByteBuffer.allocate(10)))).isEqualTo(-1);
        }
        write(link.connection(), Payload.bytes(1_000));
        assertThat(link.peer().read(1_000)).isEqualTo(Payload.bytes(1_000));
    }

    @Test
    void required_spec1058_whatWasWrittenBeforeCloseGoesOut() {
        Link link = tlsLink();
        subscribe(link.connection().write(ByteBuffer.wrap(Payload.bytes(100_000))));
        Outcome<Integer> read = subscribe(link.connection().read(ByteBuffer.allocate(10)));
        Outcome<Void> close = subscribe(link.connection().close());
        assertThat(link.peer().readToEnd()).isEqualTo(Payload.bytes(100_000));
        read.error(ConnectionClosedException.class);
        close.value();
    }

    @Test
    void required_spec1059_aCancelledReadLosesNothing() {
        Link link = tlsLink();
        Outcome<Integer> cancelled = subscribe(link.connection().read(ByteBuffer.allocate(100)));
        on(1, () -> null);
        cancelled.cancel();
        link.peer().send(Payload.bytes(100));
        assertThat(read(link.connection(), 100)).isEqualTo(Payload.bytes(100));
    }

    @Test
    void required_spec1060_aPausedReceiverHoldsUpThePeer() {
        Link link = tlsLink();
        Recorder receiver = new Recorder(runtime());
        link.connection().receive(receiver);
        on(1, () -> {
            link.connection().pauseReceive();
            return null;
        });
        CompletableFuture<Void> sent = link.peer().sendInBackground(Stall.TOTAL);
        Stall.await(link.peer()::sent, patience());
        assertThat(link.peer().sent()).isLessThan(Stall.MOST_ON_THE_WAY);
        assertThat(receiver.size()).isZero();
        assertThat(sent).isNotDone();
        link.connection().abort();
    }

    @Test
    void required_spec1061_aWriteWaitsForAPeerThatDoesNotRead() {
        int total = SlowPeerRules.BIG;
        Link link = tlsLink();
        Outcome<Void> write = subscribe(link.connection().write(ByteBuffer.wrap(Payload.bytes(total))));
        Stall.await(() -> on(1, () -> 1 + total - link.connection().pendingWriteBytes()), patience());
        assertThat(write.isTerminated()).isFalse();
        assertThat(on(1, link.connection()::pendingWriteBytes)).isPositive();
        get(link.peer().checkInBackground(total));
        write.value();
        assertThat(on(1, link.connection()::pendingWriteBytes)).isZero();
    }

    @Test
    void required_spec1062_theRuntimeEndsItsOutputToItself() {
        CompletableFuture<AsyncConnection> accepted = new CompletableFuture<>();
        AsyncListener listener = listen(TlsOptions.server(TlsFixtures.localhost()), accepted::complete);
        AsyncConnection near = get(runtime().connect(listener.localAddress(), with(TlsFixtures.client())));
        AsyncConnection far = get(accepted);
        write(near, Payload.bytes(1_000));
        get(near.shutdownOutput());
        assertThat(read(far, 1_000)).isEqualTo(Payload.bytes(1_000));
        assertThat(get(far.read(ByteBuffer.allocate(10)))).isEqualTo(-1);
        write(far, Payload.bytes(1_000, 1_000));
        get(far.shutdownOutput());
        assertThat(read(near, 1_000)).isEqualTo(Payload.bytes(1_000, 1_000));
        assertThat(get(near.read(ByteBuffer.allocate(10)))).isEqualTo(-1);
    }
}
