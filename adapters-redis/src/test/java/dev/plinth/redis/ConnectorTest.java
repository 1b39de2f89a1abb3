package dev.plinth.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ConnectorTest {

    private final AtomicInteger attempts = new AtomicInteger();

    private Mono<String> untold(int times, Throwable then) {
        return Mono.error(() -> attempts.incrementAndGet() <= times
                ? new RedisConnectionException(
                        "Unable to connect", new IllegalStateException("RedisHandshakeHandler not registered"))
                : then);
    }

    @Test
    void aServerThatRefusedTooSoonToSayWhyIsAskedAgain() {
        assertThatThrownBy(() -> Connector.tellingWhy(untold(2, new RedisCommandExecutionException("WRONGPASS")))
                        .block())
                .isInstanceOf(RedisCommandExecutionException.class);
        assertThat(attempts).hasValue(3);
    }

    @Test
    void butNotForEver() {
        assertThatThrownBy(() -> Connector.tellingWhy(untold(100, null)).block())
                .isInstanceOf(RedisConnectionException.class);
        assertThat(attempts).hasValue(4);
    }

    @Test
    void whatIsToldIsNotTriedAgain() {
        assertThatThrownBy(() -> Connector.tellingWhy(untold(0, new IllegalStateException("another")))
                        .block())
                .hasMessage("another");
        assertThat(attempts).hasValue(1);
    }
}
