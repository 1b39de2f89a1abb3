package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.Latency;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.Shares;
import dev.plinth.api.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** 14xx, first part: task queues, however the backend divides the cores between them. */
abstract class QueueRules extends Rules {

    QueueRules(BackendTck backend) {
        super(backend);
    }

    @Test
    void required_spec1401_aTaskRunsOnTheCoreGiven() {
        TaskQueue queue = queue("q", 100);
        for (int core = 0; core < runtime().cores(); core++) {
            CompletableFuture<Integer> ran = new CompletableFuture<>();
            queue.execute(core, () -> ran.complete(runtime().currentCore()));
            assertThat(get(ran)).isEqualTo(core);
        }
    }

    @Test
    void required_spec1402_withoutACoreItRunsOnTheCallersOrOnAnyFromOutside() {
        TaskQueue queue = queue("q", 100);
        CompletableFuture<Integer> fromOutside = new CompletableFuture<>();
        queue.execute(() -> fromOutside.complete(runtime().currentCore()));
        assertThat(get(fromOutside)).isBetween(0, runtime().cores() - 1);
        for (int core = 0; core < runtime().cores(); core++) {
            CompletableFuture<Integer> ran = new CompletableFuture<>();
            on(core, () -> {
                queue.execute(() -> ran.complete(runtime().currentCore()));
                return null;
            });
            assertThat(get(ran)).isEqualTo(core);
        }
    }

    @Test
    void required_spec1403_tasksOfOneThreadToOneCoreRunInOrder() {
        TaskQueue queue = queue("q", 100);
        List<Integer> order = new ArrayList<>();
        CompletableFuture<List<Integer>> all = new CompletableFuture<>();
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            queue.execute(1, () -> order.add(number));
        }
        queue.execute(1, () -> all.complete(List.copyOf(order)));
        assertThat(get(all)).hasSize(10_000).isSorted();
    }

    @Test
    void required_spec1404_aTaskThatATaskGivesItsQueueRunsBehindThoseThatWait() {
        TaskQueue queue = queue("q", 100);
        List<String> order = new ArrayList<>();
        CompletableFuture<List<String>> result = new CompletableFuture<>();
        on(0, () -> {
            queue.execute(0, () -> {
                queue.execute(0, () -> {
                    order.add("inner");
                    result.complete(order);
                });
                order.add("outer");
            });
            queue.execute(0, () -> order.add("waiting"));
            return null;
        });
        assertThat(get(result)).containsExactly("outer", "waiting", "inner");
    }

    @Test
    void required_spec1405_aThrowableLeavingATaskStopsNeitherTheQueueNorTheCore() {
        TaskQueue queue = queue("q", 100);
        Thread before = on(0, Thread::currentThread);
        CompletableFuture<Thread> after = new CompletableFuture<>();
        queue.execute(0, () -> {
            throw new IllegalStateException("thrown by a task, on purpose");
        });
        queue.execute(0, () -> {
            throw new AssertionError("thrown by a task, on purpose");
        });
        queue.execute(0, () -> after.complete(Thread.currentThread()));
        assertThat(get(after)).isSameAs(before);
    }

    @Test
    void required_spec1406_aCoreThatDoesNotExistIsRefused() {
        TaskQueue queue = queue("q", 100);
        for (int none : new int[] {-1, runtime().cores()}) {
            assertThatThrownBy(() -> queue.execute(none, () -> {})).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(catchThrowable(() -> queue.spawnOn(none, () -> 1).block(patience())))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> queue.scheduler(none)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void required_spec1407_itIsWhatItWasMadeAs() {
        Shares shares = Shares.of(17);
        Latency latency = Latency.matters(Duration.ofMillis(1));
        TaskQueue queue = runtime().taskQueue("a name", shares, latency);
        assertThat(queue.name()).isEqualTo("a name");
        assertThat(queue.shares()).isSameAs(shares);
        assertThat(queue.latency()).isEqualTo(latency);
        Shares others = Shares.of(18);
        queue.shares(others);
        assertThat(queue.shares()).isSameAs(others);
    }

    @Test
    void required_spec1408_theNameOfAnOpenQueueIsRefusedAndABlankOne() {
        queue("taken", 100);
        assertThatThrownBy(() -> queue("taken", 200))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("taken");
        assertThatThrownBy(() -> queue(" ", 100)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void required_spec1409_aClosedQueueTakesNoMoreTasks() {
        TaskQueue queue = queue("q", 100);
        queue.close();
        AtomicBoolean ran = new AtomicBoolean();
        assertThatThrownBy(() -> queue.execute(0, () -> ran.set(true))).isInstanceOf(RuntimeClosedException.class);
        assertThatThrownBy(() -> queue.execute(() -> ran.set(true))).isInstanceOf(RuntimeClosedException.class);
        failure(queue.spawnOn(0, () -> ran.getAndSet(true)), RuntimeClosedException.class);
        on(0, () -> subscribe(queue.spawnLocal(() -> ran.getAndSet(true)))).error(RuntimeClosedException.class);
        for (int core = 0; core < runtime().cores(); core++) {
            on(core, () -> null);
        }
        assertThat(ran).isFalse();
    }

    @Test
    void required_spec1410_whatItHasWhenItIsClosedStillRuns() {
        TaskQueue queue = queue("q", 1);
        Runnable release = occupy(0);
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            queue.execute(0, ran::incrementAndGet);
        }
        Outcome<Integer> spawned = subscribe(queue.spawnOn(0, runtime()::currentCore));
        queue.close();
        release.run();
        await().until(() -> ran.get() == 1_000);
        assertThat(spawned.value()).isZero();
    }

    @Test
    void required_spec1411_theNameOfAClosedQueueIsFreeAgain() {
        TaskQueue first = queue("q", 100);
        first.close();
        TaskQueue second = queue("q", 200);
        first.close(); // does nothing, to the second neither
        CompletableFuture<Integer> ran = new CompletableFuture<>();
        second.execute(1, () -> ran.complete(runtime().currentCore()));
        assertThat(get(ran)).isEqualTo(1);
        assertThatThrownBy(() -> queue("q", 300)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void required_spec1412_aResultComesBackToTheCoreThatAsked() {
        TaskQueue queue = queue("q", 100);
        for (int to = 0; to < runtime().cores(); to++) {
            int target = to;
            Outcome<Integer> fromOutside = subscribe(queue.spawnOn(to, runtime()::currentCore));
            assertThat(fromOutside.value()).isEqualTo(to);
            assertThat(fromOutside.core()).isEqualTo(to);
            for (int from = 0; from < runtime().cores(); from++) {
                Outcome<Integer> outcome = on(from, () -> subscribe(queue.spawnOn(target, runtime()::currentCore)));
                assertThat(outcome.value()).isEqualTo(to);
                assertThat(outcome.core()).isEqualTo(from);
            }
        }
    }

    @Test
    void required_spec1413_infoSaysWhetherQueuesAreWeighed() {
        assertThat(runtime().info().details().get("task queues"))
                .isNotNull()
                .startsWith(weighs() ? "weighted by" : "in order of arrival");
    }

    @Test
    void required_spec1414_aHundredQueuesAllRun() {
        Set<String> ran = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 100; i++) {
            TaskQueue queue = queue("q" + i, 1 + i);
            for (int core = 0; core < runtime().cores(); core++) {
                queue.execute(
                        core, () -> ran.add(queue.name() + " on " + runtime().currentCore()));
            }
        }
        await().until(() -> ran.size() == 100 * runtime().cores());
    }

    @Test
    void required_spec1415_spawnLocalRunsAndSignalsOnTheCoreThatSubscribes() {
        TaskQueue queue = queue("q", 100);
        for (int core = 0; core < runtime().cores(); core++) {
            Outcome<Integer> outcome = on(core, () -> subscribe(queue.spawnLocal(runtime()::currentCore)));
            assertThat(outcome.value()).isEqualTo(core);
            assertThat(outcome.core()).isEqualTo(core);
        }
        failure(queue.spawnLocal(() -> 1), IllegalStateException.class);
    }

    @Test
    void required_spec1416_aShutdownRunsWhatTheQueuesHaveAndRefusesMore() {
        AsyncRuntime other = start(settings());
        TaskQueue queue = other.taskQueue("q", Shares.of(1), Latency.notImportant());
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            queue.execute(1, ran::incrementAndGet);
        }
        assertThat(Outcome.of(other.shutdown(), other, patience()).value()).isNull();
        assertThat(ran).hasValue(10_000);
        assertThatThrownBy(() -> queue.execute(1, ran::incrementAndGet)).isInstanceOf(RuntimeClosedException.class);
        failure(queue.spawnOn(1, ran::incrementAndGet), RuntimeClosedException.class);
        assertThatThrownBy(() -> other.taskQueue("r", Shares.of(1), Latency.notImportant()))
                .isInstanceOf(RuntimeClosedException.class);
        queue.close();
    }
}
