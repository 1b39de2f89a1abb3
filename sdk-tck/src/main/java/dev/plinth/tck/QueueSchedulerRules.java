package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.TaskQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** 16xx: Reactor on a queue. */
abstract class QueueSchedulerRules extends Rules {

    private static final int CORE = 1;

    private TaskQueue queue;
    private Scheduler scheduler;

    QueueSchedulerRules(BackendTck backend) {
        super(backend);
    }

    @BeforeEach
    final void makeQueue() {
        queue = queue("q", 1000);
        scheduler = queue.scheduler(CORE);
    }

    @Test
    void required_spec1601_aTaskRunsOnTheCoreBehindWhatWaitsInTheQueue() {
        AtomicInteger ran = new AtomicInteger();
        CompletableFuture<List<Integer>> seen = new CompletableFuture<>();
        Runnable release = occupy(CORE);
        for (int i = 0; i < 1_000; i++) {
            queue.execute(CORE, ran::incrementAndGet);
        }
        scheduler.schedule(() -> seen.complete(List.of(runtime().currentCore(), ran.get())));
        release.run();
        assertThat(get(seen)).containsExactly(CORE, 1_000);
    }

    @Test
    void required_spec1602_aWorkerRunsItsTasksInOrder() {
        Scheduler.Worker worker = scheduler.createWorker();
        List<Integer> order = new ArrayList<>();
        CompletableFuture<List<Integer>> all = new CompletableFuture<>();
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            worker.schedule(() -> order.add(number));
        }
        worker.schedule(() -> all.complete(List.copyOf(order)));
        assertThat(get(all)).hasSize(10_000).isSorted();
        worker.dispose();
    }

    @Test
    void required_spec1603_disposingOfAWorkerDropsItsTasksAndOnlyThose() {
        Scheduler.Worker worker = scheduler.createWorker();
        Scheduler.Worker other = scheduler.createWorker();
        AtomicBoolean ran = new AtomicBoolean();
        CompletableFuture<Void> otherRan = new CompletableFuture<>();
        Runnable release = occupy(CORE);
        Disposable task = worker.schedule(() -> ran.set(true));
        Disposable later = worker.schedule(() -> ran.set(true), 1, TimeUnit.MILLISECONDS);
        other.schedule(() -> otherRan.complete(null));
        worker.dispose();
        release.run();
        get(otherRan);
        pass(CORE);
        assertThat(ran).isFalse();
        assertThat(worker.isDisposed()).isTrue();
        assertThat(task.isDisposed() && later.isDisposed()).isTrue();
        assertThatThrownBy(() -> worker.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void required_spec1604_disposingOfATaskPreventsItsRun() {
        AtomicBoolean ran = new AtomicBoolean();
        Runnable release = occupy(CORE);
        scheduler.schedule(() -> ran.set(true)).dispose();
        scheduler.schedule(() -> ran.set(true), 1, TimeUnit.MILLISECONDS).dispose();
        scheduler
                .schedulePeriodically(() -> ran.set(true), 1, 1, TimeUnit.MILLISECONDS)
                .dispose();
        release.run();
        pass(CORE);
        assertThat(ran).isFalse();
    }

    @Test
    void required_spec1605_aDelayedTaskRunsOnTheCoreAndNotBeforeItsTime() {
        long delay = TimeUnit.MILLISECONDS.toNanos(20);
        long begun = System.nanoTime();
        CompletableFuture<Long> ran = new CompletableFuture<>();
        CompletableFuture<Integer> core = new CompletableFuture<>();
        scheduler.schedule(
                () -> {
                    ran.complete(System.nanoTime() - begun);
                    core.complete(runtime().currentCore());
                },
                delay,
                TimeUnit.NANOSECONDS);
        assertThat(get(ran)).isGreaterThanOrEqualTo(delay);
        assertThat(get(core)).isEqualTo(CORE);
    }

    @Test
    void required_spec1606_aPeriodicTaskRunsUntilItIsDisposedOf() {
        List<Integer> cores = new CopyOnWriteArrayList<>();
        Disposable task =
                scheduler.schedulePeriodically(() -> cores.add(runtime().currentCore()), 1, 1, TimeUnit.MILLISECONDS);
        await().until(() -> cores.size() >= 5);
        assertThat(task.isDisposed()).isFalse();
        task.dispose();
        int last = on(CORE, cores::size);
        pass(CORE);
        assertThat(cores).hasSize(last).containsOnly(CORE);
    }

    @Test
    void required_spec1607_disposingOfTheSchedulerDoesNothing() {
        scheduler.dispose();
        CompletableFuture<Integer> ran = new CompletableFuture<>();
        scheduler.schedule(() -> ran.complete(runtime().currentCore()));
        assertThat(get(ran)).isEqualTo(CORE);
        assertThat(get(Mono.fromCallable(runtime()::currentCore).subscribeOn(queue.scheduler(0))))
                .isZero();
    }

    @Test
    void required_spec1608_aFluxArrivesWholeInOrderOnTheCore() {
        List<Integer> cores = new CopyOnWriteArrayList<>();
        List<Integer> numbers = get(Flux.range(0, 100_000)
                .publishOn(scheduler)
                .doOnNext(number -> {
                    if (number % 1_000 == 0) {
                        cores.add(runtime().currentCore());
                    }
                })
                .collectList());
        assertThat(numbers).hasSize(100_000).isSorted();
        assertThat(cores).containsOnly(CORE);
    }

    @Test
    void required_spec1609_aClosedQueueRejects() {
        Scheduler.Worker worker = scheduler.createWorker();
        queue.close();
        assertThatThrownBy(() -> scheduler.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> worker.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void required_spec1610_anErrorStopsNeitherTheWorkerNorTheCore() {
        Scheduler.Worker worker = scheduler.createWorker();
        worker.schedule(() -> {
            throw new IllegalStateException("thrown by a task, on purpose");
        });
        CompletableFuture<Integer> ran = new CompletableFuture<>();
        worker.schedule(() -> ran.complete(runtime().currentCore()));
        assertThat(get(ran)).isEqualTo(CORE);
    }
}
