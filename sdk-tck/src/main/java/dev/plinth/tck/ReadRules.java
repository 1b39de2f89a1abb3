package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.ReadTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** 6xx: reading. */
abstract class ReadRules extends Rules {

    ReadRules(BackendTck backend) {
        super(backend);
    }

    @Test
    void required_spec601_aReadTakesWhatIsThereAndNoMore() {
        Link link = link();
        ByteBuffer dst = ByteBuffer.allocate(100);
        Outcome<Integer> read = subscribe(link.connection().read(dst));
        link.peer().send(Payload.bytes(10));
        int first = read.value();
        assertThat(first).isBetween(1, 10);
        assertThat(dst.position()).isEqualTo(first);
        assertThat(dst.limit()).isEqualTo(100);
        while (dst.position() < 10) {
            get(link.connection().read(dst));
        }
        assertThat(dst.array()).startsWith(Payload.bytes(10));
    }

    @Test
    void required_spec602_whatDoesNotFitGoesToTheNextReads() {
        Link link = link();
        link.peer().send(Payload.bytes(4_000));
        Payload.Checker checker = new Payload.Checker();
        while (checker.count() < 4_000) {
            ByteBuffer dst = ByteBuffer.allocate(7);
            assertThat(get(link.connection().read(dst)))
                    .isEqualTo(dst.position())
                    .isPositive();
            checker.accept(dst.flip());
        }
    }

    @Test
    void required_spec603_onlyTheRoomBetweenPositionAndLimitIsUsed() {
        Link link = link();
        link.peer().send(Payload.bytes(30));
        for (ByteBuffer dst : new ByteBuffer[] {ByteBuffer.allocate(50), ByteBuffer.allocateDirect(50)}) {
            ByteBuffer slice = dst.slice(10, 30); // its array has an offset, too
            slice.position(5).limit(20);
            int before = slice.position();
            while (slice.hasRemaining()) {
                get(link.connection().read(slice));
            }
            assertThat(slice.limit()).isEqualTo(20);
            for (int i = 0; i < 50; i++) {
                boolean inside = i >= 10 + before && i < 30;
                if (!inside) {
                    assertThat(dst.get(i)).as("byte %s, outside", i).isZero();
                }
            }
        }
    }

    @Test
    void required_spec604_readsFillHeapAndDirectBuffersAlike() {
        Link link = link();
        link.peer().send(Payload.bytes(200));
        Payload.Checker checker = new Payload.Checker();
        for (ByteBuffer dst : new ByteBuffer[] {ByteBuffer.allocate(100), ByteBuffer.allocateDirect(100)}) {
            while (dst.hasRemaining()) {
                get(link.connection().read(dst));
            }
            checker.accept(dst.flip());
        }
        assertThat(checker.count()).isEqualTo(200);
    }

    @Test
    void required_spec605_afterTheEndItIsMinusOneAgainAndAgain() {
        Link link = link();
        link.peer().send(Payload.bytes(100_000));
        link.peer().endOutput();
        assertThat(read(link.connection(), 100_000)).isEqualTo(Payload.bytes(100_000));
        ByteBuffer dst = ByteBuffer.allocate(10);
        for (int i = 0; i < 3; i++) {
            assertThat(get(link.connection().read(dst))).isEqualTo(-1);
        }
        assertThat(dst.position()).isZero();
    }

    @Test
    void required_spec606_aReadThatWaitsSeesTheEnd() {
        Link link = link();
        Outcome<Integer> read = subscribe(link.connection().read(ByteBuffer.allocate(10)));
        link.peer().endOutput();
        assertThat(read.value()).isEqualTo(-1);
    }

    @Test
    void required_spec607_readCompletesOnTheCoreOfTheConnection() {
        for (int core = 0; core < runtime().cores(); core++) {
            Link link = link(ConnectOptions.builder().core(core).build());
            Outcome<Integer> waits = subscribe(link.connection().read(ByteBuffer.allocate(10)));
            link.peer().send((byte) 1);
            waits.value();
            assertThat(waits.core()).isEqualTo(core);
            link.peer().send((byte) 1);
            Outcome<Integer> ready = subscribe(link.connection().read(ByteBuffer.allocate(10)));
            ready.value();
            assertThat(ready.core()).isEqualTo(core);
        }
    }

    @Test
    void required_spec608_readIsLazyAndEachSubscriptionReads() {
        Link link = link();
        ByteBuffer dst = ByteBuffer.allocate(100);
        Mono<Integer> unused = link.connection().read(ByteBuffer.allocate(100));
        Mono<Integer> twice = link.connection().read(dst);
        link.peer().send(Payload.bytes(10));
        int first = get(twice);
        link.peer().send(Payload.bytes(10, 10));
        int second = get(twice);
        assertThat(dst.position()).isEqualTo(first + second);
        assertThat(unused).isNotNull();
    }

    @Test
    void required_spec609_aCancelledReadLosesNothing() {
        Link link = link();
        Outcome<Integer> cancelled = subscribe(link.connection().read(ByteBuffer.allocate(100)));
        on(link.connection().core(), () -> null); // the read is under way
        cancelled.cancel();
        link.peer().send(Payload.bytes(100));
        assertThat(read(link.connection(), 100)).isEqualTo(Payload.bytes(100));
        assertThat(cancelled.isTerminated()).isFalse();
    }

    @Test
    void required_spec610_cancellingWhileBytesArriveLosesNothing() {
        Link link = link();
        AsyncConnection connection = link.connection();
        Payload.Checker checker = new Payload.Checker();
        int sent = 0;
        for (int i = 0; i < 2_000; i++) {
            ByteBuffer dst = ByteBuffer.allocate(50 + i % 200);
            Outcome<Integer> read = subscribe(connection.read(dst)); // nothing is there: all that came was taken
            int length = 1 + i * 37 % 300;
            CompletableFuture<Void> cancelled = null;
            switch (i % 3) {
                case 0 -> get(cancelled = cancelOnItsCore(connection, read)); // the bytes come too late for this read
                case 1 -> cancelled = cancelOnItsCore(connection, read); // who is first?
                default -> {}
            }
            link.peer().send(Payload.bytes(sent, length));
            sent += length;
            get(cancelled == null ? cancelOnItsCore(connection, read) : cancelled);
            if (read.valueNow() != null) {
                checker.accept(dst.flip());
            }
            while (checker.count() < sent) {
                ByteBuffer rest = ByteBuffer.allocate(150);
                get(connection.read(rest));
                checker.accept(rest.flip());
            }
        }
    }

    /** There a read has either completed or is cancelled, and not both. */
    private CompletableFuture<Void> cancelOnItsCore(AsyncConnection connection, Outcome<?> read) {
        return start(connection.core(), () -> {
            read.cancel();
            return null;
        });
    }

    @Test
    void required_spec611_aSecondReadWhileOneIsPendingIsRefused() {
        Link link = link();
        ByteBuffer dst = ByteBuffer.allocate(10);
        Outcome<Integer> first = subscribe(link.connection().read(dst));
        failure(link.connection().read(ByteBuffer.allocate(10)), IllegalStateException.class);
        link.peer().send((byte) 7);
        assertThat(first.value()).isEqualTo(1);
        assertThat(dst.get(0)).isEqualTo((byte) 7);
    }

    @Test
    void required_spec612_aBufferWithoutRoomIsRefused() {
        Link link = link();
        failure(link.connection().read(ByteBuffer.allocate(0)), IllegalArgumentException.class);
        failure(link.connection().read(ByteBuffer.allocate(5).position(5)), IllegalArgumentException.class);
        stillReads(link);
    }

    @Test
    void required_spec613_aReadOnlyBufferIsRefused() {
        Link link = link();
        failure(link.connection().read(ByteBuffer.allocate(10).asReadOnlyBuffer()), IllegalArgumentException.class);
        stillReads(link);
    }

    @Test
    void required_spec614_aReadThatTimesOutLeavesTheConnectionUsable() {
        Link link = link(
                ConnectOptions.builder().readTimeout(Duration.ofMillis(100)).build());
        Outcome<Integer> read = subscribe(link.connection().read(ByteBuffer.allocate(10)));
        read.error(ReadTimeoutException.class);
        assertThat(read.core()).isEqualTo(link.connection().core());
        assertThat(link.connection().isOpen()).isTrue();
        link.peer().send((byte) 1);
        await().until(() -> {
            // On a machine that stands still for a while this one may time out, too: ask again.
            Outcome<Integer> again = subscribe(link.connection().read(ByteBuffer.allocate(1)));
            again.awaitTermination();
            return again.valueNow() != null;
        });
    }

    @Test
    void required_spec615_aResetFailsTheReadAndClosesTheConnection() {
        Link link = link();
        Outcome<Integer> read = subscribe(link.connection().read(ByteBuffer.allocate(10)));
        link.peer().reset();
        assertThat(read.error(ConnectionClosedException.class)).hasCauseInstanceOf(Throwable.class);
        get(link.connection().onClose());
        assertThat(link.connection().isOpen()).isFalse();
    }

    @Test
    void required_spec616_aReaderOnItsCoreMayReadAgainFromTheCompletion() {
        Link link = link();
        int total = 300_000;
        CompletableFuture<Void> sent = link.peer().sendInBackground(total);
        Payload.Checker checker = new Payload.Checker();
        ByteBuffer dst = ByteBuffer.allocate(64);
        Mono<Void> all = link.connection()
                .read(dst)
                .doOnNext(read -> {
                    checker.accept(dst.flip());
                    dst.clear();
                })
                .repeat(() -> checker.count() < total)
                .then();
        get(all);
        get(sent);
        assertThat(checker.count()).isEqualTo(total);
    }

    @Test
    void required_spec617_nobodyReadsAheadWithoutLimit() {
        Link link = link();
        CompletableFuture<Void> sent = link.peer().sendInBackground(Stall.TOTAL);
        Stall.await(link.peer()::sent, patience());
        assertThat(link.peer().sent()).isLessThan(Stall.MOST_ON_THE_WAY);
        Payload.Checker checker = new Payload.Checker();
        ByteBuffer dst = ByteBuffer.allocate(256 << 10);
        while (checker.count() < Stall.TOTAL) {
            get(link.connection().read(dst));
            checker.accept(dst.flip());
            dst.clear();
        }
        get(sent);
    }

    private void stillReads(Link link) {
        link.peer().send((byte) 1);
        assertThat(get(link.connection().read(ByteBuffer.allocate(10)))).isEqualTo(1);
    }
}
