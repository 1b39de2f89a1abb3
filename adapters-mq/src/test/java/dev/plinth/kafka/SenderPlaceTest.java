package dev.plinth.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigException;
import dev.plinth.api.RuntimeConfig;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SenderPlaceTest {

    private static CoreTransport with(String choice) {
        RuntimeConfig config =
                RuntimeConfig.builder().set(KafkaConfig.PRODUCER_THREAD, choice).build();
        AsyncRuntime runtime = (AsyncRuntime) Proxy.newProxyInstance(
                SenderPlaceTest.class.getClassLoader(),
                new Class<?>[] {AsyncRuntime.class},
                (self, method, args) -> config);
        return new CoreTransport(runtime, 0, true, new Journal());
    }

    private static SenderPlace place(String choice, boolean reactive, Map<String, Object> config) {
        return SenderPlace.of(reactive, config, with(choice));
    }

    @Test
    void autoIsTheCoreForSendersAndTheThreadForProducersOfOnesOwn() {
        assertThat(place("auto", true, Map.of()).onCore()).isTrue();
        assertThat(place("auto", false, Map.of()).onCore()).isFalse();
        assertThat(place("core", false, Map.of()).onCore()).isTrue();
        assertThat(place("own", true, Map.of()).onCore()).isFalse();
    }

    @Test
    void whatMayBlockKeepsItsThreadAndSaysWhy() {
        assertThat(place("core", false, Map.of("transactional.id", "t")).why()).contains("transactions");
        assertThat(place("auto", true, Map.of("interceptor.classes", "some.Interceptor"))
                        .why())
                .contains("interceptors");
        assertThat(place("auto", true, Map.of("security.protocol", "SASL_SSL")).why())
                .contains("GSSAPI");
        assertThat(place("auto", true, Map.of("security.protocol", "sasl_plaintext", "sasl.mechanism", "OAUTHBEARER"))
                        .why())
                .contains("OAUTHBEARER");
        assertThat(place("auto", true, Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "SCRAM-SHA-512"))
                        .onCore())
                .isTrue();
    }

    @Test
    void anUnknownChoiceIsRefused() {
        CoreTransport transport = with("somewhere");
        assertThatThrownBy(() -> SenderPlace.of(true, Map.of(), transport))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("plinth.kafka.producer-thread")
                .hasMessageContaining("auto, core or own");
    }
}
