package dev.plinth.cli.kafka;

import dev.plinth.cli.load.Line;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * A producer or a consumer, as the operation wants it; the one before is closed, so that one client is measured at a
 * time. Its callers block, as kafka-clients' callers do.
 */
final class KafkaLine implements Line {

    /** What a producer holds: little, or the time that the garbage collector takes for it is all that is measured. */
    static final int MEMORY_MIB = 4;

    private final String servers;
    private final int number;
    private final Map<String, Object> settings;
    private final Function<Map<String, Object>, Producer<byte[], byte[]>> producers;
    private final Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers;
    private String current;
    private KafkaClients client;

    /** @param number the contestant's */
    KafkaLine(
            String servers,
            int number,
            Map<String, Object> settings,
            Function<Map<String, Object>, Producer<byte[], byte[]>> producers,
            Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers) {
        this.servers = servers;
        this.number = number;
        this.settings = settings;
        this.producers = producers;
        this.consumers = consumers;
    }

    @Override
    public void execute(Runnable task) {
        task.run(); // kafka-clients has no event loop that takes tasks
    }

    @Override
    public Issuer issuer(String operation, Completion completion) {
        KafkaOperation parsed = KafkaOperation.parse(operation);
        if (!parsed.what().equals(KafkaOperation.LATENCY)) {
            throw new UnsupportedOperationException("kafka-clients is called by threads that may block");
        }
        if (!operation.equals(current)) {
            close();
            client =
                    new Passage(parsed, number, producers.apply(producing(parsed)), consumers.apply(consuming(parsed)));
            current = operation;
        }
        return ((Passage) client).issuer(completion);
    }

    @Override
    public Caller caller(String operation) {
        if (!operation.equals(current)) {
            close();
            client = open(KafkaOperation.parse(operation));
            current = operation;
        }
        return (KafkaCaller) client;
    }

    private KafkaCaller open(KafkaOperation operation) {
        return operation.consumes()
                ? new ConsumingCaller(consumers.apply(consuming(operation)), operation)
                : new ProducingCaller(producers.apply(producing(operation)), operation);
    }

    private Map<String, Object> consuming(KafkaOperation operation) {
        Map<String, Object> config = config();
        config.put("group.protocol", operation.protocol());
        config.put("group.id", "plinth-" + operation.what());
        config.put("enable.auto.commit", "false");
        return config;
    }

    private Map<String, Object> producing(KafkaOperation operation) {
        Map<String, Object> config = config();
        config.put("acks", "all");
        config.put("compression.type", operation.compression());
        config.put("buffer.memory", MEMORY_MIB << 20);
        if (operation.what().equals(KafkaOperation.LATENCY)) {
            config.put("linger.ms", 0);
        }
        return config;
    }

    /** Of clients with the settings of these. */
    KafkaSuite suite(Function<Map<String, Object>, Admin> admins) {
        return new KafkaSuite(config(), producers, consumers, admins);
    }

    private Map<String, Object> config() {
        Map<String, Object> config = new HashMap<>(settings);
        config.put("bootstrap.servers", servers);
        return config;
    }

    void close() {
        if (client != null) {
            client.close();
            client = null;
            current = null;
        }
    }
}
