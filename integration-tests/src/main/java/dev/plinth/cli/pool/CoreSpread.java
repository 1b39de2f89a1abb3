package dev.plinth.cli.pool;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.Lease;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.pool.Connector;
import dev.plinth.pool.PerCorePool;
import dev.plinth.pool.PoolOptions;
import java.util.List;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** 10,000 borrowings, by the core of the connection. */
final class CoreSpread {

    static final int CORES = 4;

    private static final int BORROWINGS = 10_000;
    private static final int MAX = 8;

    private CoreSpread() {}

    /** Who asks, and for how many at a time. */
    enum Caller {
        OUTSIDE("a thread, one at a time", false, 1),
        OUTSIDE_MANY("a thread, 8 at a time", false, MAX),
        CORE("core 0, one at a time", true, 1),
        CORE_MANY("core 0, 8 at a time", true, MAX);

        private final String words;
        private final boolean onCore;
        private final int atOnce;

        Caller(String words, boolean onCore, int atOnce) {
            this.words = words;
            this.onCore = onCore;
            this.atOnce = atOnce;
        }

        String words() {
            return words;
        }

        static Caller of(String name) {
            return Stream.of(values())
                    .filter(caller -> name.startsWith(caller.words))
                    .findFirst()
                    .orElseThrow();
        }
    }

    static long[] count(String backend, Caller caller) {
        try (AsyncRuntime runtime = AsyncRuntime.create(
                RuntimeConfig.builder().backend(backend).cores(CORES).build())) {
            PerCorePool<Object> pool = PerCorePool.create(
                    runtime, new Stubs(), PoolOptions.builder().max(MAX).build());
            Mono<List<Lease<Object>>> some = Flux.range(0, caller.atOnce)
                    .flatMap(i -> pool.acquire(), MAX)
                    .collectList();
            for (int done = 0; done < BORROWINGS; done += caller.atOnce) {
                runtime.blockOn(caller.onCore ? runtime.spawnOn(0, () -> some).flatMap(list -> list) : some)
                        .forEach(Lease::release);
            }
            long[] counts = pool.stats().cores().stream()
                    .mapToLong(core -> core.counts().acquired())
                    .toArray();
            runtime.blockOn(pool.shutdown());
            return counts;
        }
    }

    private static final class Stubs implements Connector<Object> {

        @Override
        public Mono<Object> open(int core) {
            return Mono.fromSupplier(Object::new);
        }

        @Override
        public Mono<Void> close(Object connection) {
            return Mono.empty();
        }

        @Override
        public boolean isOpen(Object connection) {
            return true;
        }
    }
}
