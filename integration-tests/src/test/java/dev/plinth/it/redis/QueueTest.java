package dev.plinth.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.redis.RedisOptions;
import dev.plinth.redis.RequestQueueFullException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** The bounded queue: commands beyond the bound fail at once and clearly, and have not run. */
class QueueTest extends RedisSuite {

    private static final int BOUND = 5;

    @Override
    RedisOptions.Builder options() {
        return super.options().requestQueueSize(BOUND);
    }

    @Test
    void onACoreTheBoundIsExact() throws Exception {
        holdWrites();
        List<RedisFuture<Long>> increments = onCore(0, () -> incrementTimes(12));
        for (RedisFuture<Long> refused : increments.subList(BOUND, 12)) {
            assertThatThrownBy(() -> get(refused))
                    .hasCauseInstanceOf(RequestQueueFullException.class)
                    .hasMessageContaining("INCR was not sent to " + redis.uri())
                    .hasMessageContaining("plinth.redis.request-queue-size allows (5)")
                    .hasMessageContaining("Wait for earlier commands");
        }
        letGo();
        for (int i = 0; i < BOUND; i++) {
            assertThat(get(increments.get(i))).isEqualTo(i + 1L);
        }
        assertThat(get(onCore(0, () -> adapter.async().get("n")))).isEqualTo("5"); // and takes commands again
    }

    @Test
    void fromOutsideWhatIsRefusedHasNotRun() throws Exception {
        holdWrites();
        List<RedisFuture<Long>> increments = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            increments.add(adapter.connection(0).async().incr("n"));
        }
        await().atMost(PATIENCE).until(() -> increments.get(999).isDone());
        letGo();
        int accepted = 0;
        for (RedisFuture<Long> increment : increments) {
            try {
                get(increment);
                accepted++;
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(RequestQueueFullException.class);
            }
        }
        assertThat(accepted).isBetween(BOUND, 2 * BOUND);
        assertThat(adapter.connection(0).sync().get("n")).isEqualTo(Integer.toString(accepted));
    }

    @Test
    void whileTheServerIsAwayTheBoundHoldsToo() throws Exception {
        redis.stop();
        await().atMost(PATIENCE).until(() -> !adapter.connection(0).isOpen());
        List<RedisFuture<Long>> increments = onCore(0, () -> incrementTimes(8));
        for (RedisFuture<Long> refused : increments.subList(BOUND, 8)) {
            assertThatThrownBy(() -> get(refused))
                    .hasCauseInstanceOf(RequestQueueFullException.class)
                    .hasMessageContaining("the connection is down");
        }
        redis.startAgain();
        for (int i = 0; i < BOUND; i++) {
            assertThat(get(increments.get(i))).isEqualTo(i + 1L);
        }
    }

    private List<RedisFuture<Long>> incrementTimes(int times) {
        List<RedisFuture<Long>> increments = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            increments.add(adapter.async().incr("n"));
        }
        return increments;
    }

    /** The server takes writes and does not answer them, until {@link #letGo}. */
    private void holdWrites() {
        client("PAUSE", "60000", "WRITE");
    }

    private void letGo() {
        client("UNPAUSE");
    }

    private void client(String... words) {
        CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
        for (String word : words) {
            arguments.add(word);
        }
        adapter.connection(1).sync().dispatch(CommandType.CLIENT, new StatusOutput<>(StringCodec.UTF8), arguments);
    }
}
