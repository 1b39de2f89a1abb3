package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.TaskQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** 18xx: many tasks from core to core, and from elsewhere. */
abstract class HandOffRules extends Rules {

    private static final int MANY = 100_000;

    HandOffRules(BackendTck backend) {
        super(backend);
    }

    /** Takes numbers on one core, which must come in order. */
    private static final class InOrder {

        private final CompletableFuture<Integer> all = new CompletableFuture<>();
        private final int count;
        private int next;

        InOrder(int count) {
            this.count = count;
        }

        void take(int number) {
            if (number != next) {
                all.completeExceptionally(new AssertionError("number " + number + " came instead of " + next));
            }
            if (++next == count) {
                all.complete(count);
            }
        }
    }

    @Test
    void required_spec1801_roundTripsAmongAllCoresEndWhereTheyBegan() {
        int cores = runtime().cores();
        List<CompletableFuture<List<Integer>>> trips = new ArrayList<>();
        for (int from = 0; from < cores; from++) {
            int home = from;
            trips.add(on(
                    from,
                    () -> Flux.range(0, 2_000)
                            .concatMap(number -> Mono.defer(
                                            () -> runtime().spawnOn(number % cores, runtime()::currentCore))
                                    .map(there ->
                                            there == number % cores ? runtime().currentCore() : -2))
                            .filter(back -> back != home)
                            .collectList()
                            .toFuture()));
        }
        trips.forEach(strays -> assertThat(get(strays)).isEmpty());
    }

    @Test
    void required_spec1802_aHundredThousandTasksFromCoreToCoreAllRunInOrder() {
        InOrder there = new InOrder(MANY);
        InOrder back = new InOrder(MANY);
        CompletableFuture<Object> first = start(0, () -> {
            for (int i = 0; i < MANY; i++) {
                int number = i;
                runtime().execute(1, () -> there.take(number));
            }
            return null;
        });
        CompletableFuture<Object> second = start(1, () -> {
            for (int i = 0; i < MANY; i++) {
                int number = i;
                runtime().execute(0, () -> back.take(number));
            }
            return null;
        });
        get(first);
        get(second);
        assertThat(get(there.all)).isEqualTo(MANY);
        assertThat(get(back.all)).isEqualTo(MANY);
    }

    @Test
    void required_spec1803_aHundredThousandTasksFromSeveralThreadsAllRunInOrder() {
        int threads = 4;
        List<InOrder> numbers = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            InOrder own = new InOrder(MANY / threads);
            numbers.add(own);
            Background.run(() -> {
                for (int i = 0; i < MANY / threads; i++) {
                    int number = i;
                    runtime().execute(1, () -> own.take(number));
                }
                return null;
            });
        }
        numbers.forEach(own -> assertThat(get(own.all)).isEqualTo(MANY / threads));
    }

    @Test
    void required_spec1804_noTaskIsLostOnACoreThatIsGoingToSleep() {
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 5_000; i++) {
            runtime().execute(1, ran::incrementAndGet);
            work(ThreadLocalRandom.current().nextInt(50_000));
            if (i % 100 == 0) {
                int soFar = i + 1;
                await().until(() -> ran.get() == soFar); // and nothing else comes to wake it
            }
        }
        await().until(() -> ran.get() == 5_000);
    }

    @Test
    void required_spec1805_aHundredThousandTasksOfQueuesAllRunInOrder() {
        List<InOrder> numbers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            InOrder own = new InOrder(MANY / 4);
            numbers.add(own);
            TaskQueue queue = queue("q" + i, 1 + i);
            CompletableFuture<Object> given =
                    i % 2 == 0 ? Background.run(() -> give(queue, own)) : start(0, () -> give(queue, own));
            get(given);
        }
        numbers.forEach(own -> assertThat(get(own.all)).isEqualTo(MANY / 4));
    }

    private static Object give(TaskQueue queue, InOrder own) {
        for (int i = 0; i < MANY / 4; i++) {
            int number = i;
            queue.execute(1, () -> own.take(number));
        }
        return null;
    }
}
