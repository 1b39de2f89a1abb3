package dev.plinth.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plinth.kafka.KafkaAdapter;
import dev.plinth.kafka.KafkaSender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What cannot be had: kafka-clients' own error, what Plinth knows of it, and nothing left behind, counted. */
class RefusalsTest extends KafkaSuite {

    private record Refusal(Class<? extends Throwable> type, Supplier<Mono<?>> attempt) {}

    private List<Refusal> refusals(
            KafkaSender<String, String> sender, KafkaSender<String, String> hasty, String topic) {
        Map<String, Object> nobody =
                Map.of("bootstrap.servers", "127.0.0.1:1", "request.timeout.ms", 200, "default.api.timeout.ms", 300);
        return List.of(
                new Refusal(
                        SaslAuthenticationException.class,
                        () -> KafkaAdapter.connect(runtime, Broker.scram(broker.client("SASL_SSL"), "wrong"))),
                new Refusal(
                        SslAuthenticationException.class,
                        () -> KafkaAdapter.connect(runtime, broker.client(Broker.WRONG_NAME))),
                new Refusal(
                        KafkaException.class, () -> KafkaAdapter.connect(runtime, "kafka://no-such-host.invalid:9092")),
                new Refusal(TimeoutException.class, () -> KafkaAdapter.connect(runtime, nobody)),
                new Refusal(TimeoutException.class, () -> hasty.send(new ProducerRecord<>(unique("none"), "v"))),
                new Refusal(
                        RecordTooLargeException.class,
                        () -> sender.send(new ProducerRecord<>(topic, "x".repeat(2_000_000)))));
    }

    @Test
    void eachIsToldAndLeavesNoThreadConnectionOrDescriptorBehind() throws Exception {
        String topic = broker.topic(unique("refusals"), 1);
        KafkaSender<String, String> sender = sender(60_000);
        runtime.blockOn(sender.send(new ProducerRecord<>(topic, "v")));
        List<Refusal> refusals = refusals(sender, sender(200), topic);
        refusals.forEach(this::isRefused); // the first time loads classes, opens files, starts what is shared
        long threads = threads();
        int connections = runtime.stats().connections();
        long descriptors = descriptors();
        for (int i = 0; i < 2; i++) {
            refusals.forEach(this::isRefused);
        }
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(threads()).as("threads of clients").isLessThanOrEqualTo(threads);
            assertThat(runtime.stats().connections()).as("connections").isLessThanOrEqualTo(connections);
            assertThat(descriptors()).as("descriptors").isLessThanOrEqualTo(descriptors);
        });
        runtime.blockOn(sender.send(new ProducerRecord<>(topic, "v"))); // and whoever was refused goes on
    }

    private KafkaSender<String, String> sender(int mostMillis) {
        return runtime.blockOn(
                adapter.sender(Map.of("max.block.ms", mostMillis), new StringSerializer(), new StringSerializer()));
    }

    private void isRefused(Refusal refusal) {
        Throwable error = catchThrowable(() -> refusal.attempt().get().block(PATIENCE));
        assertThat(SecurityTest.root(error, refusal.type())).satisfies(Contexts::isExplained);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("kafka-") || name.startsWith("plinth-kafka"))
                .count();
    }

    /** Open files and sockets of this process; 0 where the system does not tell. */
    private static long descriptors() throws IOException {
        Path folder = Path.of("/proc/self/fd");
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }
}
