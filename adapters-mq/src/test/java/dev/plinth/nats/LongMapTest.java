package dev.plinth.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongMapTest {

    @Test
    void isAMapWhateverIsPutAndRemoved() {
        LongMap<String> map = new LongMap<>();
        Map<Long, String> expected = new HashMap<>();
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            long key = random.nextInt(3_000) * (random.nextBoolean() ? 1L : 64L); // 64: they collide
            if (expected.containsKey(key)) {
                assertThat(map.remove(key)).isEqualTo(expected.remove(key));
            } else {
                map.put(key, "v" + i);
                expected.put(key, "v" + i);
            }
        }
        assertThat(map.size()).isEqualTo(expected.size());
        expected.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
        int[] count = {0};
        map.forEach(value -> count[0]++);
        assertThat(count[0]).isEqualTo(expected.size());
        assertThat(map.get(-1)).isNull();
        assertThat(map.remove(-1)).isNull();
    }
}
