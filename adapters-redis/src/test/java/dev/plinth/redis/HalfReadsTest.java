package dev.plinth.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // the handle's interface
class HalfReadsTest {

    private static final int USUAL = 2048;

    private final Queue<Object> unanswered = new ArrayDeque<>();
    private long answered;
    private final RecvByteBufAllocator.Handle sizes =
            new HalfReads(new FixedRecvByteBufAllocator(USUAL), () -> answered, unanswered).newHandle();

    private void inFlight(int commands) {
        unanswered.clear();
        for (int i = 0; i < commands; i++) {
            unanswered.add(i);
        }
    }

    private void replies(int count, int bytesEach) {
        answered += count;
        sizes.attemptedBytesRead(sizes.guess());
        sizes.lastBytesRead(count * bytesEach);
    }

    @Test
    void halfOfTheRepliesToComeAreReadAtATime() {
        inFlight(64);
        assertThat(sizes.guess()).as("before anything is known").isEqualTo(USUAL);
        replies(64, 5);
        assertThat(sizes.guess()).isBetween(64 * 5 / 2, 64 * 6 / 2);
    }

    @Test
    void largeRepliesAreReadAsUsual() {
        inFlight(64);
        replies(64, 1000);
        assertThat(sizes.guess()).isEqualTo(USUAL);
    }

    @Test
    void withFewInFlightNothingChanges() {
        inFlight(64);
        replies(64, 5);
        inFlight(15);
        assertThat(sizes.guess()).isEqualTo(USUAL);
    }
}
