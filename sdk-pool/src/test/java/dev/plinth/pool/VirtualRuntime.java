package dev.plinth.pool;

import dev.plinth.api.AsyncRuntime;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Cores whose tasks and timers run when a test says so, on its own thread: every order of events can be made. */
final class VirtualRuntime {

    private static final Duration STEP = Duration.ofMillis(10);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final List<Queue<Runnable>> tasks = new ArrayList<>();
    private int current = AsyncRuntime.NO_CORE;

    VirtualRuntime(int cores) {
        for (int core = 0; core < cores; core++) {
            tasks.add(new ArrayDeque<>());
        }
    }

    AsyncRuntime runtime() {
        return (AsyncRuntime) Proxy.newProxyInstance(
                AsyncRuntime.class.getClassLoader(),
                new Class<?>[] {AsyncRuntime.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "cores" -> tasks.size();
                    case "currentCore" -> current;
                    case "execute" -> tasks.get((int) args[0]).add((Runnable) args[1]) ? null : null;
                    case "delay" -> delay((Duration) args[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    long now() {
        return time.now(TimeUnit.NANOSECONDS);
    }

    int currentCore() {
        return current;
    }

    /** Runs {@code task} as core {@code core}, and then all that is to be done. */
    void on(int core, Runnable task) {
        as(core, task);
        run();
    }

    /** Runs {@code task} as core {@code core}, and nothing else. */
    void as(int core, Runnable task) {
        int before = current;
        current = core;
        try {
            task.run();
        } finally {
            current = before;
        }
    }

    /** Runs all that is to be done on any core. */
    void run() {
        boolean any = true;
        while (any) {
            any = false;
            for (int core = 0; core < tasks.size(); core++) {
                Runnable task = tasks.get(core).poll();
                if (task != null) {
                    any = true;
                    as(core, task);
                }
            }
        }
    }

    void advance(Duration duration) {
        for (Duration done = Duration.ZERO; done.compareTo(duration) < 0; done = done.plus(STEP)) {
            time.advanceTimeBy(STEP);
            run();
        }
    }

    private Mono<Void> delay(Duration delay) {
        return Mono.create(sink -> {
            int core = Math.max(0, current);
            Disposable timer =
                    time.schedule(() -> tasks.get(core).add(sink::success), delay.toNanos(), TimeUnit.NANOSECONDS);
            sink.onDispose(timer);
        });
    }
}
