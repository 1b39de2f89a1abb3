package dev.plinth.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.kafka.PlinthKafka;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListener;

/** spring-kafka with its own factories, of which one method is overridden; the transport is required by the suite. */
class SpringKafkaTest extends KafkaSuite {

    private DefaultKafkaProducerFactory<String, String> producers() {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                broker.servers(),
                "key.serializer",
                StringSerializer.class,
                "value.serializer",
                StringSerializer.class);
        return new DefaultKafkaProducerFactory<>(config) {
            @Override
            protected Producer<String, String> createRawProducer(Map<String, Object> settings) {
                return PlinthKafka.producer(runtime, settings);
            }
        };
    }

    private DefaultKafkaConsumerFactory<String, String> consumers() {
        Map<String, Object> config = group(unique("spring"), "classic");
        config.put("bootstrap.servers", broker.servers());
        config.put("key.deserializer", StringDeserializer.class);
        config.put("value.deserializer", StringDeserializer.class);
        config.put("isolation.level", "read_committed");
        return new DefaultKafkaConsumerFactory<>(config) {
            @Override
            protected Consumer<String, String> createRawConsumer(Map<String, Object> settings) {
                return PlinthKafka.consumer(runtime, settings);
            }
        };
    }

    @Test
    void aTemplateSendsAndAContainerListens() {
        String topic = broker.topic(unique("spring"), 2);
        Queue<String> received = new ConcurrentLinkedQueue<>();
        ContainerProperties properties = new ContainerProperties(topic);
        properties.setMessageListener((MessageListener<String, String>) message -> received.add(message.value()));
        ConcurrentMessageListenerContainer<String, String> container =
                new ConcurrentMessageListenerContainer<>(consumers(), properties);
        container.setConcurrency(2);
        DefaultKafkaProducerFactory<String, String> plain = producers();
        DefaultKafkaProducerFactory<String, String> transactional = producers();
        transactional.setTransactionIdPrefix(unique("tx"));
        int before = runtime.stats().connections();
        container.start();
        try {
            KafkaTemplate<String, String> template = new KafkaTemplate<>(plain);
            for (int i = 0; i < 100; i++) {
                template.send(topic, "k" + i, "v" + i).join();
            }
            new KafkaTemplate<>(transactional)
                    .executeInTransaction(in -> in.send(topic, "k", "v100").join());
            Set<String> sent =
                    IntStream.rangeClosed(0, 100).mapToObj(i -> "v" + i).collect(Collectors.toSet());
            Awaitility.await().atMost(PATIENCE).until(() -> Set.copyOf(received).equals(sent));
            assertThat(received).hasSize(101);
            assertThat(runtime.stats().connections())
                    .as("of two producers and two consumers")
                    .isGreaterThanOrEqualTo(before + 4);
        } finally {
            container.stop();
            plain.destroy();
            transactional.destroy();
        }
    }
}
