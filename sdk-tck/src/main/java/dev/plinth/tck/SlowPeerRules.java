package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.WriteBufferFullException;
import dev.plinth.api.WriteTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** 7xx, second half: writing to a peer that does not read for a while. */
abstract class SlowPeerRules extends Rules {

    /** More than two kernel buffers hold: such a write has to wait for its peer. */
    static final int BIG = 24 << 20;

    SlowPeerRules(BackendTck backend) {
        super(backend);
    }

    /** A connection on which a write of {@link #BIG} bytes of the payload has begun, and waits. */
    private record Stalled(Link link, Outcome<Void> write, ByteBuffer src) {
        AsyncConnection connection() {
            return link.connection();
        }
    }

    private Stalled stall(ConnectOptions options) {
        Link link = link(options);
        ByteBuffer src = ByteBuffer.wrap(Payload.bytes(BIG));
        Outcome<Void> write = subscribe(link.connection().write(src));
        Stall.await(() -> BIG - link.connection().pendingWriteBytes(), patience());
        assertThat(write.isTerminated())
                .as("a write that the kernel cannot have taken in full is complete")
                .isFalse();
        return new Stalled(link, write, src);
    }

    private ByteBuffer next(int length) {
        return ByteBuffer.wrap(Payload.bytes(BIG, length));
    }

    @Test
    void required_spec751_aWriteCompletesWhenTheLastByteWasTaken() {
        Stalled stalled = stall(ConnectOptions.defaults());
        assertThat(on(stalled.connection().core(), stalled.connection()::pendingWriteBytes))
                .isPositive();
        get(stalled.link().peer().checkInBackground(BIG));
        stalled.write().value();
        assertThat(stalled.src().hasRemaining()).isFalse();
        assertThat(on(stalled.connection().core(), stalled.connection()::pendingWriteBytes))
                .isZero();
    }

    @Test
    void required_spec752_aCancelledWriteThatHasNotBegunIsWithdrawn() {
        Stalled stalled = stall(ConnectOptions.defaults());
        Outcome<Void> withdrawn = subscribe(stalled.connection().write(ByteBuffer.allocate(1_000)));
        Outcome<Void> last = subscribe(stalled.connection().write(next(1_000)));
        long before = on(stalled.connection().core(), stalled.connection()::pendingWriteBytes);
        withdrawn.cancel();
        assertThat(on(stalled.connection().core(), stalled.connection()::pendingWriteBytes))
                .isLessThanOrEqualTo(before - 1_000);
        get(stalled.link().peer().checkInBackground(BIG + 1_000));
        stalled.write().value();
        last.value();
    }

    @Test
    void required_spec753_aCancelledWriteThatHasBegunIsCarriedOn() {
        Stalled stalled = stall(ConnectOptions.defaults());
        stalled.write().cancel();
        Outcome<Void> after = subscribe(stalled.connection().write(next(1_000)));
        get(stalled.link().peer().checkInBackground(BIG + 1_000));
        after.value();
        assertThat(stalled.write().isTerminated()).isFalse();
    }

    @Test
    void required_spec754_aWriteAboveTheLimitIsRefusedIfOthersArePending() {
        Stalled stalled = stall(ConnectOptions.builder().writeLimit(BIG).build());
        Outcome<Void> refused = subscribe(stalled.connection().write(ByteBuffer.allocate(BIG)));
        refused.error(WriteBufferFullException.class);
        assertThat(refused.core()).isEqualTo(stalled.connection().core());
        assertThat(stalled.connection().isOpen()).isTrue();
        get(stalled.link().peer().checkInBackground(BIG));
        stalled.write().value();
        get(stalled.connection().write(next(1_000)));
        get(stalled.connection().close());
        assertThat(stalled.link().peer().readToEnd()).isEqualTo(Payload.bytes(BIG, 1_000));
    }

    @Test
    void required_spec755_aWriteUpToTheLimitIsTakenWhileOthersArePending() {
        Stalled stalled = stall(ConnectOptions.builder().writeLimit(BIG).build());
        long pending = on(stalled.connection().core(), stalled.connection()::pendingWriteBytes);
        int fits = (int) (BIG - pending);
        Outcome<Void> taken = subscribe(stalled.connection().write(next(fits)));
        get(stalled.link().peer().checkInBackground(BIG + fits));
        taken.value();
    }

    @Test
    void required_spec756_aSingleWriteOfAnySizeIsTaken() {
        Stalled stalled = stall(ConnectOptions.builder().writeLimit(1_000).build());
        get(stalled.link().peer().checkInBackground(BIG));
        stalled.write().value();
    }

    @Test
    void required_spec757_aPeerThatTakesNothingIsAWriteTimeoutAndClosesTheConnection() {
        Link link = link(
                ConnectOptions.builder().writeTimeout(Duration.ofMillis(200)).build());
        Outcome<Void> write = subscribe(link.connection().write(ByteBuffer.allocate(BIG)));
        write.error(WriteTimeoutException.class);
        assertThat(write.core()).isEqualTo(link.connection().core());
        get(link.connection().onClose());
        assertThat(link.connection().isOpen()).isFalse();
        link.peer().awaitGone();
    }

    @Test
    void required_spec758_twoHundredMegabytesArriveWholeAndNoMoreThanTheLimitWaits() {
        int chunk = 256 << 10;
        long total = 200L << 20;
        int limit = 1 << 20;
        Memory memory = Memory.now();
        Link link = link(ConnectOptions.builder().writeLimit(limit).build());
        CompletableFuture<Long> writing = Background.run(() -> {
            long most = 0;
            for (long at = 0; at < total; at += chunk) {
                Outcome<Void> write = subscribe(link.connection().write(ByteBuffer.wrap(Payload.bytes(at, chunk))));
                most = Math.max(most, link.connection().pendingWriteBytes());
                write.value();
            }
            return most;
        });
        // The writer gets on by what the kernel's buffers hold, and is then held up.
        Stall.await(
                () -> on(link.connection().core(), () -> 1 + link.connection().pendingWriteBytes()), patience());
        assertThat(writing).isNotDone();
        memory.assertGrownByAtMost(48L << 20);
        get(link.peer().checkInBackground(total));
        assertThat(get(writing)).isLessThanOrEqualTo(limit);
    }
}
