package dev.plinth.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.kafka.KafkaAdapter;
import dev.plinth.kafka.PlinthKafka;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** TLS and SASL, which stay kafka-clients' own, on the backend's connections. */
class SecurityTest extends KafkaSuite {

    private void works(Map<String, Object> config) throws Exception {
        String topic = broker.topic(unique("secure"), 1);
        try (Producer<String, String> producer =
                PlinthKafka.producer(runtime, config, new StringSerializer(), new StringSerializer())) {
            sendAll(producer, topic, 0, 500);
            sendAll(producer, topic, 500, 501);
        }
        for (String protocol : List.of("classic", "consumer")) {
            Map<String, Object> settings = new HashMap<>(config);
            settings.putAll(group(unique("g"), protocol));
            try (Consumer<String, String> consumer =
                    PlinthKafka.consumer(runtime, settings, new StringDeserializer(), new StringDeserializer())) {
                consumer.subscribe(List.of(topic));
                assertThat(poll(consumer, 501)).extracting(ConsumerRecord::key).hasSize(501);
            }
        }
    }

    @Test
    void tls() throws Exception {
        works(broker.client("SSL"));
    }

    @Test
    void scramOverTls() throws Exception {
        works(Broker.scram(broker.client("SASL_SSL"), Broker.PASSWORD));
    }

    @Test
    void scram() throws Exception {
        works(Broker.scram(broker.client("SASL_PLAINTEXT"), Broker.PASSWORD));
    }

    @Test
    void tokensAreRenewedOnOpenConnections() throws Exception {
        String topic = broker.topic(unique("token"), 1);
        for (String listener : List.of("SASL_PLAINTEXT", "SASL_SSL")) {
            Map<String, Object> config = Broker.token(broker.client(listener));
            try (Producer<String, String> producer =
                    PlinthKafka.producer(runtime, config, new StringSerializer(), new StringSerializer())) {
                Awaitility.await().atMost(PATIENCE).until(() -> {
                    sendAll(producer, topic, 0, 20);
                    return producer.metrics().entrySet().stream()
                            .filter(entry -> entry.getKey().name().equals("successful-reauthentication-total"))
                            .anyMatch(entry -> ((Number) entry.getValue().metricValue()).doubleValue() > 0);
                });
            }
        }
    }

    @Test
    void aWrongPassword() {
        Map<String, Object> config = Broker.scram(broker.client("SASL_SSL"), "wrong");
        assertThatThrownBy(() -> runtime.blockOn(KafkaAdapter.connect(runtime, config)))
                .satisfies(error -> assertThat(root(error, SaslAuthenticationException.class))
                        .satisfies(Contexts::isExplained));
    }

    @Test
    void aCertificateOfAnotherHost() {
        assertThatThrownBy(() -> runtime.blockOn(KafkaAdapter.connect(runtime, broker.client(Broker.WRONG_NAME))))
                .satisfies(error -> assertThat(root(error, SslAuthenticationException.class))
                        .satisfies(Contexts::isExplained));
    }

    @Test
    void anUnknownHost() {
        assertThatThrownBy(() -> runtime.blockOn(KafkaAdapter.connect(runtime, "kafka://no-such-host.invalid:9092")))
                .satisfies(error -> assertThat(root(error, org.apache.kafka.common.KafkaException.class))
                        .satisfies(Contexts::isExplained));
    }

    /** Checked exceptions, such as they are, come within ours. */
    static Throwable root(Throwable error, Class<? extends Throwable> type) {
        Throwable at = error;
        while (at != null && !type.isInstance(at)) {
            at = at.getCause();
        }
        assertThat(at).as("a %s in %s", type.getSimpleName(), error).isNotNull();
        return at;
    }
}
