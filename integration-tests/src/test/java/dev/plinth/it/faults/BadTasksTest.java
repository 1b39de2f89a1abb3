package dev.plinth.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks that throw, and one that never ends. */
class BadTasksTest {

    private static RuntimeConfig.Builder config(String backend) {
        return RuntimeConfig.builder().backend(backend).cores(2);
    }

    @ParameterizedTest
    @MethodSource("dev.plinth.it.redis.Backends#expected")
    void aTaskThatThrowsIsLoggedAndItsCoreGoesOn(String backend) {
        try (Log log = Log.open();
                AsyncRuntime runtime = AsyncRuntime.create(config(backend).build())) {
            EchoPair pair = EchoPair.open(runtime, EchoPair.listen(runtime), 0);

            for (int i = 0; i < 100; i++) {
                runtime.execute(0, () -> {
                    throw new IllegalStateException("a task of the test");
                });
                runtime.execute(0, () -> {
                    throw new StackOverflowError("an error of the test");
                });
            }
            pair.assertLives();

            assertThat(log.has("a task of the test")).as(log.text()).isTrue();
            assertThat(log.has("an error of the test")).as(log.text()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.plinth.it.redis.Backends#expected")
    void aTaskThatNeverYieldsIsReportedAndAbandonedInTheEnd(String backend) {
        AtomicBoolean released = new AtomicBoolean();
        try (Log log = Log.open()) {
            AsyncRuntime runtime = AsyncRuntime.create(config(backend)
                    .set(RuntimeConfig.SHUTDOWN_TIMEOUT, Duration.ofSeconds(1))
                    .build());
            AsyncListener listener = EchoPair.listen(runtime);
            // Accepted in turn: one of these has both of its ends on core 1
            EchoPair one = EchoPair.open(runtime, listener, 1);
            EchoPair another = EchoPair.open(runtime, listener, 1);
            one.assertLives();
            another.assertLives();
            runtime.execute(0, () -> spin(released));

            Awaitility.await().atMost(EchoPair.PATIENCE).until(() -> log.has("WARN", " kept ", " for "));
            Awaitility.await().atMost(EchoPair.PATIENCE).until(() -> lives(one, runtime) || lives(another, runtime));
            runtime.close();

            assertThat(log.has("WARN", "did not end within")).as(log.text()).isTrue();
        } finally {
            released.set(true);
        }
    }

    private static boolean lives(EchoPair pair, AsyncRuntime runtime) {
        return Boolean.TRUE.equals(runtime.blockOn(
                pair.echo(100).thenReturn(true).timeout(Duration.ofSeconds(2)).onErrorReturn(false)));
    }

    /** So says the test of which thread it is. */
    private static void spin(AtomicBoolean released) {
        while (!released.get()) {
            // never yields
        }
    }
}
