package dev.plinth.kafka;

import dev.plinth.api.AsyncRuntime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Serializer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends records without ever blocking its caller: not for metadata, not for memory. A record for which either is
 * missing waits for at most {@code max.block.ms}, behind those of its topic that came before it, and holds up no other
 * topic's. At most {@link KafkaConfig#MAX_WAITING} may wait, of all topics together; more are refused.
 *
 * <p>Callable from any thread, cores included. Records of one caller to one partition stay in order. Results are
 * signalled on the core that has the producer's connections, or on the producer's own thread where {@link
 * KafkaConfig#PRODUCER_THREAD} or a setting of the producer has it so: do not block there.
 *
 * <p>Fails with kafka-clients' own exceptions: {@code TimeoutException} (a topic that does not exist; memory that did
 * not come), {@code RecordTooLargeException}, {@code SaslAuthenticationException} and so on.
 */
public final class KafkaSender<K, V> {

    private static final Duration CLOSE_TIME = Duration.ofSeconds(10);

    private final Producer<K, V> producer;
    private final ClientNote note;
    private final SendQueue<K, V> queue;

    private KafkaSender(AsyncRuntime runtime, ClientMaker.Made<Producer<K, V>> made, Duration longest) {
        this.producer = made.client();
        this.note = made.note();
        this.queue = new SendQueue<>(runtime, producer, note, longest);
    }

    static <K, V> KafkaSender<K, V> open(
            AsyncRuntime runtime, Map<String, Object> config, Serializer<K> keys, Serializer<V> values) {
        Map<String, Object> settings = new LinkedHashMap<>(config);
        if (settings.containsKey(ProducerConfig.TRANSACTIONAL_ID_CONFIG)) {
            throw new IllegalArgumentException("a KafkaSender has no transactions: use KafkaReceiver.process, or a"
                    + " producer of your own, without " + ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        }
        Object longest = settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L); // it fails rather than blocks
        return new KafkaSender<>(
                runtime,
                PlinthKafka.makeSender(runtime, settings, keys, values),
                Duration.ofMillis(longest == null ? 60_000L : Long.parseLong(longest.toString())));
    }

    /**
     * Sends a record. Lazy; each subscription sends it once. A cancelled one that still waits is not sent; one that
     * the producer has taken is.
     */
    public Mono<RecordMetadata> send(ProducerRecord<K, V> record) {
        return Mono.create(sink -> queue.send(new Sending<>(record, sink)));
    }

    /**
     * Sends all records, and signals their results in the order of the records. At most {@code inFlight} are under
     * way: this is what holds the source back. The first failure cancels the source and fails the Flux; records that
     * are under way by then may still arrive.
     */
    public Flux<RecordMetadata> sendAll(Publisher<? extends ProducerRecord<K, V>> records, int inFlight) {
        return Flux.from(records).flatMapSequential(this::send, inFlight, inFlight);
    }

    /** Sends what the producer still gathers, and completes once all of it is acknowledged or has failed. */
    public Mono<Void> flush() {
        return Blocked.call("plinth-kafka-flush", () -> {
                    producer.flush();
                    return null;
                })
                .then();
    }

    /** kafka-clients' producer. Its {@code max.block.ms} is 0. */
    public Producer<K, V> producer() {
        return producer;
    }

    /** How many records wait for metadata or memory. */
    public int waiting() {
        return queue.waiting();
    }

    /** Closes it: what was accepted is sent, for at most ten seconds; what waits fails. Lazy. */
    public Mono<Void> close() {
        return Blocked.call("plinth-kafka-close", () -> {
                    closeNow();
                    return null;
                })
                .then();
    }

    void closeNow() {
        queue.close();
        producer.close(CLOSE_TIME);
    }

    ClientNote note() {
        return note;
    }
}
