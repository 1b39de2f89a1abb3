package dev.plinth.cli.kafka;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.cli.behaviour.Recorder;
import dev.plinth.cli.behaviour.Transcript;
import dev.plinth.cli.load.Client;
import dev.plinth.cli.load.Line;
import dev.plinth.cli.load.RuntimeFacts;
import dev.plinth.kafka.KafkaConfig;
import dev.plinth.kafka.PlinthKafka;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** kafka-clients on Plinth; its transport is required, so that no row is stock's by accident. */
public final class PlinthKafkaClient implements Client {

    /** Option: what runs producers; as the setting of that name. */
    static final String PRODUCER_THREAD = "producerThread";

    private AsyncRuntime runtime;
    private KafkaLine line;

    /** Made by name. */
    public PlinthKafkaClient() {}

    @Override
    public List<Line> open(Map<String, String> options) {
        runtime = RuntimeFacts.open(
                options,
                config -> config.set(KafkaConfig.TRANSPORT, "plinth")
                        .set(KafkaConfig.PRODUCER_THREAD, options.getOrDefault(PRODUCER_THREAD, "auto")));
        line = new KafkaLine(
                options.get(StockKafka.SERVERS),
                Integer.parseInt(options.get(NUMBER)),
                Map.of(),
                settings ->
                        PlinthKafka.producer(runtime, settings, new ByteArraySerializer(), new ByteArraySerializer()),
                settings -> PlinthKafka.consumer(
                        runtime, settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        return List.of(line);
    }

    @Override
    public Map<String, String> facts() {
        return RuntimeFacts.of(runtime);
    }

    @Override
    public Map<String, Long> counts() {
        return RuntimeFacts.counts(runtime);
    }

    @Override
    public Optional<Transcript> behave() {
        return Optional.of(Recorder.record(line.suite(settings -> PlinthKafka.admin(runtime, settings))));
    }

    @Override
    public void close() {
        line.close();
        runtime.close();
    }
}
