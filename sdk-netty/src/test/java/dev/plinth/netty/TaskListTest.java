package dev.plinth.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TaskListTest {

    @Test
    void keepsTheOrderThroughBacklogsOfAllSizes() {
        Random random = new Random(1);
        TaskList tasks = new TaskList();
        ArrayDeque<Runnable> expected = new ArrayDeque<>();
        for (int round = 0; round < 2_000; round++) {
            for (int i = random.nextInt(round % 10 == 0 ? 3_000 : 20); i > 0; i--) {
                Runnable task = new Runnable() {
                    @Override
                    public void run() {}
                };
                tasks.add(task);
                expected.add(task);
            }
            for (int i = random.nextInt(round % 10 == 5 ? 3_000 : 20); i > 0 && !expected.isEmpty(); i--) {
                assertThat(tasks.first()).isSameAs(expected.poll());
                tasks.removeFirst();
            }
            assertThat(tasks.size()).isEqualTo(expected.size());
            assertThat(tasks.isEmpty()).isEqualTo(expected.isEmpty());
            assertThat(tasks.first()).isSameAs(expected.peek());
        }
    }

    @Test
    void theFirstStaysInItsPlaceWhileMoreCome() {
        TaskList tasks = new TaskList();
        Runnable first = () -> {};
        tasks.add(first);
        for (int i = 0; i < 1_000; i++) {
            tasks.add(() -> {});
        }
        assertThat(tasks.first()).isSameAs(first);
    }
}
