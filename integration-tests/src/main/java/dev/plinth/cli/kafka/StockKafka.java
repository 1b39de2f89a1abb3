package dev.plinth.cli.kafka;

import dev.plinth.cli.behaviour.Recorder;
import dev.plinth.cli.behaviour.Transcript;
import dev.plinth.cli.load.Client;
import dev.plinth.cli.load.Line;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** kafka-clients as it comes. */
public final class StockKafka implements Client {

    static final String SERVERS = "servers";

    /** Option: sockets have the system's buffers. */
    static final String SYSTEM_BUFFERS = "systemBuffers";

    private static final Map<String, Object> BUFFERS = Map.of("send.buffer.bytes", -1, "receive.buffer.bytes", -1);

    private KafkaLine line;

    /** Made by name. */
    public StockKafka() {}

    @Override
    public List<Line> open(Map<String, String> options) {
        line = new KafkaLine(
                options.get(SERVERS),
                Integer.parseInt(options.get(NUMBER)),
                options.containsKey(SYSTEM_BUFFERS) ? BUFFERS : Map.of(),
                config -> new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()),
                config -> new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        return List.of(line);
    }

    @Override
    public Map<String, String> facts() {
        return Map.of(ACTIVE_TRANSPORT, "nio");
    }

    @Override
    public Optional<Transcript> behave() {
        return Optional.of(Recorder.record(line.suite(Admin::create)));
    }

    @Override
    public void close() {
        line.close();
    }
}
