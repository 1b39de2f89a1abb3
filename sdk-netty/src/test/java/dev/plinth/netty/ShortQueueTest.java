package dev.plinth.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShortQueueTest {

    /** Whatever is done to it, it is what a deque would be. */
    @Test
    void isAQueue() {
        Random random = new Random(1);
        ShortQueue<Integer> queue = new ShortQueue<>();
        ArrayDeque<Integer> model = new ArrayDeque<>();
        for (int i = 0; i < 100_000; i++) {
            Integer element = i;
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    queue.add(element);
                    model.addLast(element);
                }
                case 2 -> {
                    queue.addFirst(element);
                    model.addFirst(element);
                }
                case 3, 4 -> assertThat(queue.poll()).isEqualTo(model.pollFirst());
                default -> {
                    Integer some = model.isEmpty() ? element : random.nextBoolean() ? model.peekLast() : model.peek();
                    assertThat(queue.remove(some)).isEqualTo(model.remove(some));
                }
            }
            assertThat(queue.peek()).isEqualTo(model.peekFirst());
            assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
        }
        assertThat(queue).containsExactlyElementsOf(model);
    }
}
