package dev.plinth.it.tck;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.Latency;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.Shares;
import dev.plinth.api.TaskQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Runtimes that each break one promise about task queues, or about what goes from core to core. */
final class BrokenQueues {

    private BrokenQueues() {}

    /** Hands out broken queues. */
    private static AsyncRuntime with(AsyncRuntime sound, BiFunction<AsyncRuntime, TaskQueue, TaskQueue> breaking) {
        return new ForwardingRuntime(sound) {
            @Override
            public TaskQueue taskQueue(String name, Shares shares, Latency latency) {
                return breaking.apply(sound, super.taskQueue(name, shares, latency));
            }
        };
    }

    static AsyncRuntime runsOutOfOrder(AsyncRuntime sound) {
        return with(sound, (runtime, queue) -> new ForwardingTaskQueue(queue) {
            private final AtomicInteger count = new AtomicInteger();

            @Override
            public void execute(int core, Runnable task) {
                boolean late = count.incrementAndGet() % 100 == 0;
                super.execute(core, late ? () -> executeOrRun(runtime, core, task) : task);
            }
        });
    }

    private static void executeOrRun(AsyncRuntime runtime, int core, Runnable task) {
        try {
            runtime.execute(core, task);
        } catch (RuntimeClosedException e) {
            task.run();
        }
    }

    static AsyncRuntime runsOnTheWrongCore(AsyncRuntime sound) {
        return with(sound, (runtime, queue) -> new ForwardingTaskQueue(queue) {
            @Override
            public void execute(int core, Runnable task) {
                boolean wrong = runtime.currentCore() == AsyncRuntime.NO_CORE && core >= 0 && core < runtime.cores();
                super.execute(wrong ? (core + 1) % runtime.cores() : core, task);
            }
        });
    }

    static AsyncRuntime losesATask(AsyncRuntime sound) {
        return with(sound, (runtime, queue) -> new ForwardingTaskQueue(queue) {
            private final AtomicInteger count = new AtomicInteger();

            @Override
            public void execute(int core, Runnable task) {
                super.execute(core, count.incrementAndGet() % 1_000 == 0 ? () -> {} : task);
            }
        });
    }

    static AsyncRuntime losesATaskBetweenCores(AsyncRuntime sound) {
        AtomicInteger count = new AtomicInteger();
        return new ForwardingRuntime(sound) {
            @Override
            public void execute(int core, Runnable task) {
                super.execute(core, count.incrementAndGet() % 50_000 == 0 ? () -> {} : task);
            }
        };
    }

    static AsyncRuntime signalsResultsOnTheWrongCore(AsyncRuntime sound) {
        return with(sound, (runtime, queue) -> new ForwardingTaskQueue(queue) {
            @Override
            public <T> Mono<T> spawnOn(int core, Callable<? extends T> task) {
                return Mono.create(sink -> super.<T>spawnOn(core, task)
                        .subscribe(
                                value -> runtime.execute(
                                        (runtime.currentCore() + 1) % runtime.cores(), () -> sink.success(value)),
                                sink::error));
            }
        });
    }

    static AsyncRuntime resultsDoNotComeBack(AsyncRuntime sound) {
        return new ForwardingRuntime(sound) {
            @Override
            public <T> Mono<T> spawnOn(int core, Callable<? extends T> task) {
                return super.<T>spawnOn(core, task).subscribeOn(Schedulers.boundedElastic());
            }
        };
    }

    static AsyncRuntime ignoresShares(AsyncRuntime sound) {
        return new ForwardingRuntime(sound) {
            @Override
            public TaskQueue taskQueue(String name, Shares shares, Latency latency) {
                return new ForwardingTaskQueue(super.taskQueue(name, Shares.DEFAULT, latency)) {
                    @Override
                    public void shares(Shares shares) {}
                };
            }
        };
    }

    static AsyncRuntime ignoresLatency(AsyncRuntime sound) {
        return new ForwardingRuntime(sound) {
            @Override
            public TaskQueue taskQueue(String name, Shares shares, Latency latency) {
                return super.taskQueue(name, shares, Latency.notImportant());
            }
        };
    }

    static AsyncRuntime runsInOrderOfArrival(AsyncRuntime sound) {
        return with(sound, (runtime, queue) -> new ForwardingTaskQueue(queue) {
            @Override
            public void execute(int core, Runnable task) {
                runtime.execute(core, task);
            }
        });
    }

    static AsyncRuntime neverYields(AsyncRuntime sound) {
        return new ForwardingRuntime(sound) {
            @Override
            public Mono<Void> yieldIfNeeded() {
                return Mono.empty();
            }
        };
    }

    /** Forgets the queue that a connection was assigned to. */
    static ConnectOptions unassigned(ConnectOptions options) {
        ConnectOptions.Builder copy = ConnectOptions.builder();
        options.core().ifPresent(copy::core);
        return copy.build();
    }
}
