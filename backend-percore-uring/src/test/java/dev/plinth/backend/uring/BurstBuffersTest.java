package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.RecvByteBufAllocator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // the handle's interface
class BurstBuffersTest {

    private RecvByteBufAllocator.Handle sizes;

    @BeforeEach
    void make() {
        sizes = new BurstBuffers().newHandle();
    }

    private void read(int bytes) {
        sizes.attemptedBytesRead(sizes.guess());
        sizes.lastBytesRead(bytes);
    }

    @Test
    void aBurstOfRepliesIsReadInParts() {
        for (int burst = 0; burst < 100; burst++) {
            read(ReadSize.SMALL);
            read(ReadSize.SMALL);
            read(500);
        }
        assertThat(sizes.guess()).isEqualTo(ReadSize.SMALL);
    }

    @Test
    void aStreamIsReadInLargeParts() {
        for (int i = 0; i < ReadSize.FULL_READS; i++) {
            assertThat(sizes.guess()).isEqualTo(ReadSize.SMALL);
            read(ReadSize.SMALL);
        }
        assertThat(sizes.guess()).isEqualTo(ReadSize.LARGE);
        read(20_000);
        read(ReadSize.LARGE);
        assertThat(sizes.guess()).isEqualTo(ReadSize.LARGE);
    }

    @Test
    void afterAStreamBurstsAreReadInPartsAgain() {
        aStreamIsReadInLargeParts();
        for (int i = 0; i < ReadSize.SPARSE_READS; i++) {
            read(4_500);
        }
        assertThat(sizes.guess()).isEqualTo(ReadSize.SMALL);
    }

    @Test
    void theEndOfTheStreamChangesNothing() {
        read(-1);
        read(0);
        assertThat(sizes.guess()).isEqualTo(ReadSize.SMALL);
    }
}
