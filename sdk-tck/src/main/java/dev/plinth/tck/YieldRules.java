package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.TaskQueue;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** 17xx: long tasks, those that yield and those that do not. */
abstract class YieldRules extends Rules {

    private static final int CORE = 1;

    YieldRules(BackendTck backend) {
        super(backend);
    }

    /** Works in steps on the core until it is told to stop; completes then. */
    private CompletableFuture<Void> workInSteps(AtomicBoolean stop) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        long deadline = System.nanoTime() + patience().toNanos();
        runtime()
                .execute(
                        CORE,
                        () -> Mono.defer(() -> {
                                    work(50_000);
                                    return runtime().yieldIfNeeded();
                                })
                                .repeat(() -> !stop.get() && System.nanoTime() - deadline < 0)
                                .subscribe(nothing -> {}, ended::completeExceptionally, () -> ended.complete(null)));
        return ended;
    }

    @Test
    void required_spec1701_elsewhereNobodyNeedsToYield() {
        assertThat(runtime().needsPreempt()).isFalse();
        assertThat(get(runtime().yieldIfNeeded())).isNull();
    }

    @Test
    void required_spec1702_aTaskNeedsToYieldAfterLongWorkAndNotAtFirst() {
        assumeWeighed();
        // at first: unless the machine stops the core just then, or it has run others in this slice
        await().until(() -> !on(CORE, runtime()::needsPreempt));
        assertThat(on(CORE, this::workUntilNeeded)).isTrue();
    }

    private boolean workUntilNeeded() {
        long deadline = System.nanoTime() + patience().toNanos();
        while (System.nanoTime() - deadline < 0) {
            if (runtime().needsPreempt()) {
                return true;
            }
        }
        return false;
    }

    @Test
    void required_spec1703_aLongTaskInStepsLetsTimersRun() {
        assumeWeighed();
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> ended = workInSteps(stop);
        CompletableFuture<Boolean> timer = new CompletableFuture<>();
        runtime().schedule(CORE, Duration.ofMillis(5), () -> timer.complete(ended.isDone()));
        assertThat(get(timer)).isFalse();
        stop.set(true);
        get(ended);
    }

    @Test
    void required_spec1704_aLongTaskInStepsLetsConnectionsAnswer() {
        assumeWeighed();
        Link link = link(ConnectOptions.builder().core(CORE).build());
        link.connection().receive(new Recorder(runtime()) {
            @Override
            void received(AsyncConnection connection, ByteBuffer data) {
                connection.send(data);
            }
        });
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> ended = workInSteps(stop);
        for (int i = 0; i < 10; i++) {
            link.peer().send((byte) i);
            assertThat(link.peer().read(1)).containsExactly(i);
        }
        assertThat(ended).isNotDone();
        stop.set(true);
        get(ended);
    }

    @Test
    void required_spec1705_theRestOfATaskComesBehindWhatWaitsInItsQueue() {
        assumeWeighed();
        TaskQueue queue = queue("q", 100);
        List<String> order = new ArrayList<>();
        CompletableFuture<List<String>> all = new CompletableFuture<>();
        queue.execute(CORE, () -> {
            queue.execute(CORE, () -> order.add("waiting"));
            workUntilNeeded();
            runtime().yieldIfNeeded().subscribe(nothing -> {}, all::completeExceptionally, () -> {
                order.add("rest on " + runtime().currentCore());
                all.complete(order);
            });
            order.add("task");
        });
        assertThat(get(all)).containsExactly("task", "waiting", "rest on " + CORE);
    }

    @Test
    void required_spec1706_aCancelledYieldDoesNotComplete() {
        assumeWeighed();
        Outcome<Void> outcome = on(CORE, () -> {
            workUntilNeeded();
            Outcome<Void> yielding = subscribe(runtime().yieldIfNeeded());
            yielding.cancel();
            return yielding;
        });
        on(CORE, () -> null);
        on(CORE, () -> null);
        assertThat(outcome.isTerminated()).isFalse();
    }

    @Test
    void required_spec1707_connectionsOutliveATaskThatDoesNotYield() {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Link link =
                    link(ConnectOptions.builder().core(i % runtime().cores()).build());
            link.connection().receive(new Recorder(runtime()) {
                @Override
                void received(AsyncConnection connection, ByteBuffer data) {
                    connection.send(data);
                }
            });
            links.add(link);
        }
        Runnable release = occupy(CORE);
        links.forEach(link -> link.peer().send(Payload.bytes(10_000)));
        for (Link link : links) {
            if (link.connection().core() != CORE) {
                assertThat(link.peer().read(10_000)).isEqualTo(Payload.bytes(10_000));
            }
        }
        release.run();
        for (Link link : links) {
            if (link.connection().core() == CORE) {
                assertThat(link.peer().read(10_000)).isEqualTo(Payload.bytes(10_000));
            }
            link.peer().send((byte) 1);
            assertThat(link.peer().read(1)).containsExactly(1);
        }
    }
}
