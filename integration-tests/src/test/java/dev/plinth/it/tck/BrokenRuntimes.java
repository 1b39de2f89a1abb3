package dev.plinth.it.tck;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.TlsOptions;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Runtimes that each break one promise. */
final class BrokenRuntimes {

    private BrokenRuntimes() {}

    /** Hands out broken connections. */
    static UnaryOperator<AsyncRuntime> with(UnaryOperator<AsyncConnection> breaking) {
        return runtime -> new ForwardingRuntime(runtime) {
            @Override
            AsyncConnection connection(AsyncConnection opened) {
                return breaking.apply(opened);
            }
        };
    }

    /** Connects with other options than it was told. */
    static UnaryOperator<AsyncRuntime> withOptions(UnaryOperator<ConnectOptions> breaking) {
        return runtime -> new ForwardingRuntime(runtime) {
            @Override
            public Mono<AsyncConnection> connect(SocketAddress remote, ConnectOptions options) {
                return super.connect(remote, breaking.apply(options));
            }
        };
    }

    static ConnectOptions withoutWriteLimit(ConnectOptions options) {
        return copy(options).writeLimit(Integer.MAX_VALUE).build();
    }

    static ConnectOptions withoutHostNameCheck(ConnectOptions options) {
        return options.stream()
                .tls()
                .map(TlsOptions::withoutHostNameCheck)
                .map(tls -> copy(options).tls(tls).build())
                .orElse(options);
    }

    private static ConnectOptions.Builder copy(ConnectOptions options) {
        ConnectOptions.Builder copy = ConnectOptions.builder();
        options.core().ifPresent(copy::core);
        return copy.writeTimeout(options.stream().writeTimeout(RuntimeConfig.load()));
    }

    static AsyncRuntime taskInsideTask(AsyncRuntime sound) {
        return new ForwardingRuntime(sound) {
            @Override
            public void execute(int core, Runnable task) {
                if (currentCore() == core && core != NO_CORE) {
                    task.run();
                } else {
                    super.execute(core, task);
                }
            }
        };
    }

    static AsyncRuntime earlyTimers(AsyncRuntime sound) {
        return new ForwardingRuntime(sound) {
            @Override
            public Disposable schedule(int core, Duration delay, Runnable task) {
                return super.schedule(core, delay.dividedBy(2), task);
            }
        };
    }

    static AsyncRuntime eagerSpawn(AsyncRuntime sound) {
        return new ForwardingRuntime(sound) {
            @Override
            public <T> Mono<T> spawnOn(int core, Callable<? extends T> task) {
                sound.spawnOn(core, task).subscribe(value -> {}, error -> {});
                return super.spawnOn(core, task);
            }
        };
    }

    static AsyncRuntime longDelayHangsAtShutdown(AsyncRuntime sound) {
        return new ForwardingRuntime(sound) {
            @Override
            public Mono<Void> delay(Duration delay) {
                Mono<Void> sound = super.delay(delay);
                boolean isLong = delay.compareTo(Duration.ofHours(1)) > 0;
                return isLong ? sound.onErrorResume(RuntimeClosedException.class, e -> Mono.never()) : sound;
            }
        };
    }

    static AsyncRuntime threadSurvivesShutdown(AsyncRuntime sound) {
        Thread survivor = new Thread(() -> await(new CountDownLatch(1)), "survivor");
        survivor.setDaemon(true);
        survivor.start();
        return new ForwardingRuntime(sound);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static AsyncRuntime acceptsOnOneCore(AsyncRuntime sound) {
        return new ForwardingRuntime(sound) {
            @Override
            public Mono<AsyncListener> listen(
                    SocketAddress local, ListenOptions options, Consumer<? super AsyncConnection> onAccept) {
                return super.listen(local, options, opened -> execute(0, () -> onAccept.accept(opened)));
            }
        };
    }
}
