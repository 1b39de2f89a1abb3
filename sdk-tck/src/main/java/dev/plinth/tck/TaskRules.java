package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** 1xx: cores and the tasks that run on them. */
abstract class TaskRules extends Rules {

    TaskRules(BackendTck backend) {
        super(backend);
    }

    @Test
    void required_spec101_executeFromOutsideRunsOnACore() {
        CompletableFuture<Integer> ran = new CompletableFuture<>();
        runtime().execute(() -> ran.complete(runtime().currentCore()));
        assertThat(get(ran)).isBetween(0, runtime().cores() - 1);
    }

    @Test
    void required_spec102_executeOnACoreRunsOnThatCore() {
        for (int core = 0; core < runtime().cores(); core++) {
            CompletableFuture<Integer> ran = new CompletableFuture<>();
            on(core, () -> {
                runtime().execute(() -> ran.complete(runtime().currentCore()));
                return null;
            });
            assertThat(get(ran)).isEqualTo(core);
        }
    }

    @Test
    void required_spec103_executeWithACoreRunsThere() {
        for (int core = 0; core < runtime().cores(); core++) {
            assertThat(on(core, runtime()::currentCore)).isEqualTo(core);
        }
    }

    @Test
    void required_spec104_tasksOfOneThreadToOneCoreRunInOrder() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            runtime().execute(1, () -> order.add(number));
        }
        assertThat(on(1, () -> List.copyOf(order))).hasSize(10_000).isSorted();
    }

    @Test
    void required_spec105_aCoreRunsItsTasksOneAtATimeOnOneThread() throws InterruptedException {
        int threads = 4;
        int each = 5_000;
        int[] unguarded = new int[1];
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch done = new CountDownLatch(threads * each);
        for (int i = 0; i < threads; i++) {
            Background.run(() -> {
                for (int n = 0; n < each; n++) {
                    runtime().execute(1, () -> {
                        unguarded[0]++;
                        seen.add(Thread.currentThread());
                        done.countDown();
                    });
                }
                return null;
            });
        }
        assertThat(done.await(patience().toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        assertThat(on(1, () -> unguarded[0])).isEqualTo(threads * each);
        assertThat(seen).hasSize(1);
    }

    @Test
    void required_spec106_aTaskThatATaskGivesItsOwnCoreRunsAfterIt() {
        List<String> order = new ArrayList<>();
        CompletableFuture<List<String>> result = new CompletableFuture<>();
        runtime().execute(0, () -> {
            runtime().execute(0, () -> {
                order.add("inner");
                result.complete(order);
            });
            order.add("outer");
        });
        assertThat(get(result)).containsExactly("outer", "inner");
    }

    @Test
    void required_spec107_oneCoreGivesTasksToAnother() {
        CompletableFuture<Integer> ran = new CompletableFuture<>();
        on(0, () -> {
            runtime().execute(1, () -> ran.complete(runtime().currentCore()));
            return null;
        });
        assertThat(get(ran)).isEqualTo(1);
    }

    @Test
    void required_spec108_aThrowableLeavingATaskDoesNotStopTheCore() {
        Thread before = on(0, Thread::currentThread);
        runtime().execute(0, () -> {
            throw new IllegalStateException("thrown by a task, on purpose");
        });
        runtime().execute(0, () -> {
            throw new AssertionError("thrown by a task, on purpose");
        });
        assertThat(on(0, Thread::currentThread)).isSameAs(before);
    }

    @Test
    void required_spec109_executeRefusesACoreThatDoesNotExist() {
        Runnable nothing = () -> {};
        assertThatThrownBy(() -> runtime().execute(runtime().cores(), nothing))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> runtime().execute(-1, nothing)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void required_spec110_currentCoreIsNoCoreElsewhere() {
        assertThat(runtime().currentCore()).isEqualTo(AsyncRuntime.NO_CORE);
    }

    @Test
    void required_spec111_aCoreOfOneRuntimeIsNoneOfAnother() {
        AsyncRuntime other = start(settings());
        assertThat(on(0, other::currentCore)).isEqualTo(AsyncRuntime.NO_CORE);
    }

    @Test
    void required_spec112_thereAreAsManyCoresAsTheSettingSays() {
        assertThat(runtime().cores()).isEqualTo(settings().build().effectiveCores());
        assertThat(start(settings().cores(3)).cores()).isEqualTo(3);
        assertThat(start(settings().cores(1)).cores()).isEqualTo(1);
    }
}
