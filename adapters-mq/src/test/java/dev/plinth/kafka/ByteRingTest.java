package dev.plinth.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteRingTest {

    private static final int LIMIT = 1 << 20;

    private static ByteBuffer bytes(int from, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        for (int i = 0; i < count; i++) {
            bytes.put((byte) (from + i));
        }
        return bytes.flip();
    }

    @Test
    void bytesComeOutInTheOrderInWhichTheyWentInHoweverTheyAreCut() {
        ByteRing ring = new ByteRing(LIMIT);
        Random random = new Random(7);
        int put = 0;
        int taken = 0;
        while (taken < 3 * LIMIT) {
            int count = random.nextInt(200_000) + 1;
            ByteBuffer source = bytes(put, count);
            ring.expect(count);
            put += ring.put(source);
            ByteBuffer waiting = ring.peek();
            if (waiting == null) {
                continue;
            }
            int some = random.nextInt(waiting.remaining()) + 1;
            for (int i = 0; i < some; i++) {
                assertThat(waiting.get()).isEqualTo((byte) taken++);
            }
            ring.taken(some);
            assertThat(ring.size()).isEqualTo(put - taken);
        }
    }

    @Test
    void itHoldsNoMoreThanItsLimitAndSaysHowMuchItTook() {
        ByteRing ring = new ByteRing(LIMIT);
        ByteBuffer much = ByteBuffer.allocate(LIMIT + 1);
        ring.expect(much.remaining());
        assertThat(ring.hasRoom()).isTrue();
        assertThat(ring.put(much)).isEqualTo(LIMIT);
        assertThat(much.remaining()).isEqualTo(1);
        assertThat(ring.put(much)).isZero();
        assertThat(ring.hasRoom()).isFalse();
        ring.taken(ring.peek().remaining());
        assertThat(ring.hasRoom()).isTrue();
        assertThat(ring.put(much)).isEqualTo(1);
    }

    @Test
    void itDoesNotGrowWhileItHoldsSomething() {
        ByteRing ring = new ByteRing(LIMIT);
        ring.expect(1);
        ring.put(bytes(1, 1));
        ring.expect(LIMIT);
        ByteBuffer much = ByteBuffer.allocate(LIMIT);
        assertThat(ring.put(much)).isLessThan(LIMIT).isPositive();
        assertThat(ring.peek().get()).isEqualTo((byte) 1);
    }

    @Test
    void aLimitThatIsNoPowerOfTwoIsRefused() {
        assertThatThrownBy(() -> new ByteRing(1000)).isInstanceOf(IllegalArgumentException.class);
    }
}
