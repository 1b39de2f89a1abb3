package dev.plinth.cli.kafka;

import dev.plinth.cli.load.Line;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * A producer or a consumer, as the operation wants it; the one before is closed, so that one client is measured at a
 * time. Its callers block, as kafka-clients' callers do.
 */
final class KafkaLine implements Line {

    private final String servers;
    private final Function<Map<String, Object>, Producer<byte[], byte[]>> producers;
    private final Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers;
    private String current;
    private KafkaCaller caller;

    KafkaLine(
            String servers,
            Function<Map<String, Object>, Producer<byte[], byte[]>> producers,
            Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers) {
        this.servers = servers;
        this.producers = producers;
        this.consumers = consumers;
    }

    @Override
    public void execute(Runnable task) {
        throw new UnsupportedOperationException("kafka-clients has no event loop that takes tasks");
    }

    @Override
    public Issuer issuer(String operation, Completion completion) {
        throw new UnsupportedOperationException("kafka-clients is called by threads that may block");
    }

    @Override
    public Caller caller(String operation) {
        if (!operation.equals(current)) {
            close();
            caller = open(KafkaOperation.parse(operation));
            current = operation;
        }
        return caller;
    }

    private KafkaCaller open(KafkaOperation operation) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", servers);
        if (operation.consumes()) {
            config.put("group.protocol", operation.protocol());
            config.put("group.id", "plinth-" + operation.what());
            config.put("enable.auto.commit", "false");
            return new ConsumingCaller(consumers.apply(config), operation);
        }
        config.put("acks", "all");
        config.put("compression.type", operation.compression());
        return new ProducingCaller(producers.apply(config), operation);
    }

    void close() {
        if (caller != null) {
            caller.close();
            caller = null;
            current = null;
        }
    }
}
