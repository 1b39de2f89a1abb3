package dev.plinth.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendSelector;
import dev.plinth.api.RingStats;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.netty.NettyTransport;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** io_uring's two queues, full: more to be submitted than there are entries, more results than there is room for. */
class FullRingTest {

    private static final int LEAST_DEPTH = 16;
    private static final int MANY = 20_000;

    private static AsyncRuntime start() {
        RuntimeConfig.Builder config =
                RuntimeConfig.builder().backend("percore-uring").cores(1);
        BackendSelector.onClasspath().providers().stream()
                .flatMap(provider -> provider.configKeys().stream())
                .filter(key -> key.name().equals("plinth.uring.ring-depth"))
                .forEach(key -> config.setText(key, Integer.toString(LEAST_DEPTH)));
        return AsyncRuntime.create(config.build());
    }

    private static List<EchoPair> open(AsyncRuntime runtime, AsyncListener listener, int count) {
        List<EchoPair> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pairs.add(EchoPair.open(runtime, listener, 0));
        }
        return pairs;
    }

    private static void echoAll(AsyncRuntime runtime, List<EchoPair> pairs) {
        runtime.blockOn(Flux.fromIterable(pairs)
                .flatMap(pair -> pair.echo(1_000), pairs.size())
                .then()
                .timeout(EchoPair.PATIENCE));
    }

    @Test
    void fiveHundredConnectionsOnASubmissionQueueOfSixteen() {
        try (AsyncRuntime runtime = start()) {
            List<EchoPair> pairs = open(runtime, EchoPair.listen(runtime), 500);

            for (int round = 0; round < 5; round++) {
                echoAll(runtime, pairs);
            }
        }
    }

    /** Beside the connections, operations that do nothing but complete: more at once than the 4,096 that have room. */
    @Test
    void moreResultsThanTheCompletionRingHolds() {
        try (Log log = Log.open();
                AsyncRuntime runtime = start()) {
            List<EchoPair> pairs = open(runtime, EchoPair.listen(runtime), 50);
            IoEventLoop loop = (IoEventLoop) NettyTransport.of(runtime).loop(0);
            Nothing nothing = new Nothing();
            loop.register(nothing).addListener(done -> nothing.submit((IoRegistration) done.getNow(), MANY));

            echoAll(runtime, pairs);
            Awaitility.await().atMost(EchoPair.PATIENCE).until(() -> nothing.completed == MANY);

            RingStats ring = runtime.stats().cores().get(0).ring().orElseThrow();
            assertThat(ring.overflows()).isPositive();
            assertThat(log.has("WARN", "completion ring has room for", "raise plinth.uring.ring-depth (it is 16)"))
                    .as(log.text())
                    .isTrue();
            echoAll(runtime, pairs);
        }
    }

    /** Takes the results of operations that do nothing. */
    private static final class Nothing implements IoUringIoHandle {

        private static final byte IORING_OP_NOP = 0;

        private volatile int completed;

        void submit(IoRegistration registration, int times) {
            for (int i = 0; i < times; i++) {
                registration.submit(new IoUringIoOps(
                        IORING_OP_NOP, (byte) 0, (short) 0, -1, 0, 0, 0, 0, 0L, (short) 0, (short) 0, 0, 0));
            }
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField") // the core alone writes it
        public void handle(IoRegistration registration, IoEvent event) {
            completed++;
        }

        @Override
        public void close() {
            // it has nothing open
        }
    }
}
