package dev.plinth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class AdapterTest {

    /** As short as an adapter can be. */
    private static final class Plain implements Adapter {

        @Override
        public String name() {
            return "plain";
        }

        @Override
        public AsyncRuntime runtime() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, String> info() {
            return Map.of();
        }

        @Override
        public Mono<Void> shutdown() {
            return Mono.empty();
        }
    }

    @Test
    void byItselfAnAdapterIsNothingButItself() {
        Plain adapter = new Plain();
        assertThat(adapter.unwrap(Plain.class)).containsSame(adapter);
        assertThat(adapter.unwrap(Adapter.class)).containsSame(adapter);
        assertThat(adapter.unwrap(String.class)).isEmpty();
    }

    @Test
    void theFirstOneOfATypeIsTaken() {
        assertThat(Adapter.firstOf(CharSequence.class, 1, "client", new StringBuilder("other")))
                .contains("client");
        assertThat(Adapter.firstOf(Number.class, 1, "client")).contains(1);
        assertThat(Adapter.firstOf(Map.class, 1, "client")).isEmpty();
    }

    @Test
    void aUriMustHaveAScheme() {
        assertThat(Adapter.scheme("NATS://localhost:4222")).isEqualTo("nats");
        assertThatThrownBy(() -> Adapter.scheme("localhost"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("redis://");
        assertThatThrownBy(() -> Adapter.scheme("127.0.0.1:6379"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'127.0.0.1' is no scheme");
    }
}
