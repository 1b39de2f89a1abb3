package dev.plinth.backend.uring;

import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Schedulers;

/**
 * A service in a JVM of its own: it starts a core with a placement, and prints what runs. With a second
 * argument the core is the first to use the pools that the JVM and Reactor share, and what becomes of
 * their threads is printed.
 */
final class PlacementMain {

    private PlacementMain() {}

    public static void main(String[] args) throws Exception {
        try (AsyncRuntime runtime = PinningTest.start(1, args[0])) {
            System.out.println(runtime.info());
            if (args.length > 1) {
                usePoolsFromTheCore(runtime);
            }
        } catch (ConfigException e) {
            System.out.println(e.getMessage());
        }
    }

    private static void usePoolsFromTheCore(AsyncRuntime runtime) throws Exception {
        Map<String, Executor> pools = new LinkedHashMap<>();
        pools.put("common pool", ForkJoinPool.commonPool());
        pools.put("boundedElastic", task -> Schedulers.boundedElastic().schedule(task));
        pools.put("parallel", task -> Schedulers.parallel().schedule(task));
        pools.put("virtual thread", Thread.ofVirtual()::start);
        CountDownLatch end = new CountDownLatch(1);
        for (Map.Entry<String, Executor> pool : pools.entrySet()) {
            CompletableFuture<Integer> born = new CompletableFuture<>();
            runtime.execute(
                    0,
                    () -> pool.getValue().execute(() -> {
                        born.complete(Affinity.callingThread());
                        awaitEnd(end);
                    }));
            int thread = born.get(20, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Affinity.of(thread).equals(Affinity.ofProcess()));
            System.out.println(pool.getKey() + " has the CPUs of the process");
        }
        System.out.println(
                "the core has " + runtime.spawnOn(0, Affinity::ofThread).block());
        end.countDown();
    }

    private static void awaitEnd(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
