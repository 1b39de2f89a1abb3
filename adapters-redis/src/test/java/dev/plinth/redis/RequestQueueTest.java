package dev.plinth.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.TransactionalCommand;
import org.junit.jupiter.api.Test;

class RequestQueueTest {

    private final RequestQueue queue = new RequestQueue(3);

    @Test
    void whatHasNotArrivedCounts() {
        assertThat(queue.submit(2)).isTrue();
        assertThat(queue.submit(2)).isFalse();
        assertThat(queue.submit(1)).isTrue();
        assertThat(queue.submit(1)).isFalse();
        queue.arrive();
        assertThat(queue.submit(1)).isTrue();
    }

    @Test
    void commandsOfLettucesOwnMakingDoNotWidenTheBound() {
        for (int i = 0; i < 10; i++) {
            queue.arrive(); // never submitted
        }
        assertThat(queue.submit(3)).isTrue();
        assertThat(queue.submit(1)).isFalse();
    }

    @Test
    void aNewConnectionStartsFromNothing() {
        queue.submit(3); // of which some were cancelled and never written
        queue.connected(null);
        assertThat(queue.submit(3)).isTrue();
        assertThat(queue.submit(1)).isFalse();
    }

    @Test
    void transactionsThatHaveBegunPass() {
        assertThat(RequestQueue.mustPass(command(CommandType.GET))).isFalse();
        assertThat(RequestQueue.mustPass(command(CommandType.MULTI))).isFalse();
        assertThat(RequestQueue.mustPass(command(CommandType.EXEC))).isTrue();
        assertThat(RequestQueue.mustPass(new TransactionalCommand<>(command(CommandType.GET))))
                .isTrue();
    }

    @Test
    void theRefusalSaysWhatToDo() {
        queue.bind("redis://h:1", 0);
        assertThat(queue.refusal(command(CommandType.GET)))
                .hasMessageContaining("GET was not sent to redis://h:1")
                .hasMessageContaining("the connection is down")
                .hasMessageContaining("raise plinth.redis.request-queue-size")
                .satisfies(error -> assertThat(error.getStackTrace()).isEmpty());
    }

    private static RedisCommand<String, String, String> command(CommandType type) {
        return new Command<>(type, new StatusOutput<>(StringCodec.UTF8));
    }
}
