package dev.plinth.netty.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class BridgeEventLoopTest extends OnBridge {

    @Test
    void tasksRunInOrderOnTheCoreOfTheLoop() throws Exception {
        EventLoop loop = transport.loop(1);
        List<Integer> ran = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            loop.execute(() -> ran.add(number));
        }
        int core = get(loop.submit(runtime::currentCore));
        assertThat(core).isEqualTo(1);
        assertThat(ran).hasSize(10_000).isSorted();
        assertThat(loop.inEventLoop()).isFalse();
        assertThat(get(loop.submit(() -> loop.inEventLoop()))).isTrue();
        assertThat(get(transport.loop(0).submit(() -> loop.inEventLoop()))).isFalse();
    }

    /** Netty's ManualIoEventLoop would leave them lying there: nobody wakes it for them. */
    @Test
    void whatTheCoreItselfSubmitsRunsToo() throws Exception {
        EventLoop loop = transport.loop(0);
        CompletableFuture<List<String>> order = new CompletableFuture<>();
        List<String> ran = new ArrayList<>();
        runtime.execute(0, () -> {
            loop.execute(() -> {
                ran.add("first");
                loop.execute(() -> {
                    ran.add("third");
                    order.complete(ran);
                });
            });
            loop.execute(() -> ran.add("second"));
            ran.add("caller");
        });
        assertThat(get(order)).containsExactly("caller", "first", "second", "third");
    }

    @Test
    void aTaskThatSubmitsItselfLeavesTheCoreToOthersToo() throws Exception {
        EventLoop loop = transport.loop(0);
        AtomicBoolean stop = new AtomicBoolean();
        Runnable again = new Runnable() {
            @Override
            public void run() {
                if (!stop.get()) {
                    loop.execute(this);
                }
            }
        };
        loop.execute(again);
        CompletableFuture<Void> other = new CompletableFuture<>();
        runtime.execute(0, () -> other.complete(null));
        get(other);
        stop.set(true);
    }

    @Test
    void aTaskThatThrowsHarmsNoOther() throws Exception {
        EventLoop loop = transport.loop(0);
        CompletableFuture<Void> after = new CompletableFuture<>();
        get(loop.submit(() -> {
            loop.submit(() -> {
                throw new IllegalStateException("meant to");
            });
            loop.execute(() -> after.complete(null));
        }));
        get(after);
    }

    @Test
    void scheduledFromOutsideAndFromTheLoop() throws Exception {
        EventLoop loop = transport.loop(1);
        assertThat(get(loop.schedule(runtime::currentCore, 20, TimeUnit.MILLISECONDS)))
                .isEqualTo(1);
        assertThat(get(loop.schedule(runtime::currentCore, 0, TimeUnit.MILLISECONDS)))
                .isEqualTo(1);
        CompletableFuture<Integer> inner = new CompletableFuture<>();
        loop.execute(() -> loop.schedule(() -> inner.complete(runtime.currentCore()), 20, TimeUnit.MILLISECONDS));
        assertThat(get(inner)).isEqualTo(1);
    }

    @Test
    void anEarlierTaskIsNotHeldUpByALaterOne() throws Exception {
        EventLoop loop = transport.loop(0);
        ScheduledFuture<?> late = loop.schedule(() -> {}, 1, TimeUnit.HOURS);
        ScheduledFuture<?> latest = loop.schedule(() -> {}, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        List<String> ran = new ArrayList<>();
        loop.schedule(() -> ran.add("second"), 300, TimeUnit.MILLISECONDS);
        loop.schedule(() -> ran.add("first"), 20, TimeUnit.MILLISECONDS);
        get(loop.schedule(() -> ran.add("third"), 301, TimeUnit.MILLISECONDS));
        assertThat(ran).containsExactly("first", "second", "third");
        assertThat(late.cancel(false)).isTrue();
        assertThat(latest.cancel(false)).isTrue();
    }

    @Test
    void periodicTasksRunUntilCancelled() throws Exception {
        EventLoop loop = transport.loop(0);
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch ten = new CountDownLatch(10);
        Runnable count = () -> {
            runs.incrementAndGet();
            ten.countDown();
        };
        ScheduledFuture<?> rate = loop.scheduleAtFixedRate(count, 0, 5, TimeUnit.MILLISECONDS);
        ScheduledFuture<?> delay =
                get(loop.submit(() -> loop.scheduleWithFixedDelay(count, 5, 5, TimeUnit.MILLISECONDS)));
        assertThat(ten.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(rate.cancel(false)).isTrue();
        assertThat(delay.cancel(false)).isTrue();
        int after = get(loop.submit(runs::get));
        get(loop.schedule(() -> {}, 50, TimeUnit.MILLISECONDS));
        assertThat(runs).hasValue(after);
    }

    @Test
    void aCancelledTaskDoesNotRun() throws Exception {
        EventLoop loop = transport.loop(0);
        AtomicBoolean ran = new AtomicBoolean();
        boolean cancelled = get(loop.submit(() -> {
            ScheduledFuture<?> task = loop.schedule(() -> ran.set(true), 20, TimeUnit.MILLISECONDS);
            return task.cancel(false);
        }));
        assertThat(cancelled).isTrue();
        get(loop.schedule(() -> {}, 60, TimeUnit.MILLISECONDS));
        assertThat(ran).isFalse();
    }

    @Test
    void workStartedOnACoreStaysThere() throws Exception {
        EventLoop loop = transport.loop(1);
        assertThat((Object) get(loop.submit(() -> transport.group().next()))).isSameAs(loop);
        assertThat(List.of(transport.group().next(), transport.group().next()))
                .containsExactlyInAnyOrder(transport.loop(0), transport.loop(1));
        assertThat(transport.group()).containsExactly(transport.loop(0), transport.loop(1));
        assertThat((Object) loop.next()).isSameAs(loop);
    }

    @Test
    void aLibraryThatShutsTheGroupDownLeavesTheLoopsAlone() throws Exception {
        done(transport.group().shutdownGracefully());
        done(transport.loop(0).shutdownGracefully());
        done(transport.loop(0).parent().shutdownGracefully());
        assertThat(transport.group().isShuttingDown()).isFalse();
        assertThat(get(transport.loop(0).submit(() -> "alive"))).isEqualTo("alive");
    }

    @Test
    void theLoopsEndWithTheRuntime() throws Exception {
        EventLoop loop = transport.loop(0);
        ScheduledFuture<?> never = loop.schedule(() -> {}, 1, TimeUnit.HOURS);
        get(loop.submit(() -> {}));
        runtime.close();
        done(transport.group().terminationFuture());
        for (EventExecutor ended : transport.group()) {
            assertThat(ended.isTerminated()).isTrue();
        }
        assertThat(never.isCancelled()).isTrue();
        assertThatThrownBy(() -> loop.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("takes no more tasks");
    }

    @Test
    void oneBridgeARuntime() throws Exception {
        assertThat(Bridge.transport(runtime)).isSameAs(transport);
        assertThat(transport.bridged()).isTrue();
        assertThat(transport.name()).isEqualTo("bridge on " + runtime.info().backend());
    }
}
