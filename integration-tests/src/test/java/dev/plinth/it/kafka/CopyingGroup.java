package dev.plinth.it.kafka;

import dev.plinth.kafka.KafkaAdapter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Members of one group, each of which copies its part of a topic into another in transactions; and what is copied. */
final class CopyingGroup {

    static final int PARTITIONS = 4;

    /** After which a member that is not heard of has lost its partitions, and its transaction is over. */
    private static final int MISSED_MILLIS = 3_000;

    private static final Duration PACE = Duration.ofMillis(20);
    private static final int MOST_FAILURES = 20;

    private final String backend;
    private final String protocol;
    private final String name;
    private final AtomicInteger sent = new AtomicInteger();
    private final Sinks.One<Integer> last = Sinks.one();
    private volatile boolean ends;

    /** It begins to send to the topic that is copied. */
    CopyingGroup(Broker broker, KafkaAdapter adapter, String protocol) {
        this.backend = adapter.info().get("backend");
        this.protocol = protocol;
        this.name = KafkaSuite.unique("copies-" + backend + "-" + protocol);
        broker.topic(from(), PARTITIONS);
        broker.topic(to(), PARTITIONS);
        broker.sessionTimeout(name, MISSED_MILLIS);
        adapter.runtime()
                .blockOn(adapter.sender(Map.of(), new StringSerializer(), new StringSerializer()))
                .sendAll(
                        Flux.interval(PACE)
                                .onBackpressureBuffer()
                                .takeUntil(i -> ends)
                                .map(i -> new ProducerRecord<>(from(), i.toString(), "v")),
                        100)
                .doOnNext(metadata -> sent.incrementAndGet())
                .count()
                .subscribe(count -> last.tryEmitValue(count.intValue()), last::tryEmitError);
    }

    String backend() {
        return backend;
    }

    private String from() {
        return name + "-from";
    }

    String to() {
        return name + "-to";
    }

    /** How many records, by name from 0 on, are in the topic for sure. */
    int sent() {
        return sent.get();
    }

    /** Sends no more, and says how many it were. */
    int stopSending() {
        ends = true;
        return last.asMono().block(Duration.ofSeconds(60));
    }

    @Override
    public String toString() {
        return name;
    }

    /** One more. */
    Member join(KafkaAdapter adapter) {
        return new Member(adapter);
    }

    /** It can be held up in the middle of a transaction. */
    final class Member {

        private final String id = KafkaSuite.unique("member");
        private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        private final AtomicInteger copied = new AtomicInteger();
        private final Sinks.Empty<Void> free = Sinks.empty();
        private final Disposable copying;
        private volatile boolean hold;
        private volatile boolean held;

        private Member(KafkaAdapter adapter) {
            Map<String, Object> config = KafkaSuite.group(name, protocol);
            config.put("isolation.level", "read_committed");
            config.put("max.poll.records", 100);
            if (protocol.equals("classic")) {
                config.put("session.timeout.ms", MISSED_MILLIS);
            }
            Map<String, Object> producer = Map.of(
                    "transactional.id",
                    id,
                    "transaction.timeout.ms",
                    MISSED_MILLIS,
                    "request.timeout.ms",
                    2_000,
                    "max.block.ms",
                    2_000,
                    "delivery.timeout.ms",
                    10_000);
            copying = adapter.receiver(List.of(from()), config, new StringDeserializer(), new StringDeserializer())
                    .process(
                            producer,
                            new StringSerializer(),
                            new StringSerializer(),
                            record -> Flux.just(new ProducerRecord<>(to(), record.key(), record.value()))
                                    .concatWith(whenFree()))
                    .doOnNext(copied::addAndGet)
                    .doOnError(failures::add)
                    .retry(MOST_FAILURES) // a transaction that was over by its timeout is the end of its producer
                    .subscribe(count -> {}, error -> {});
        }

        private <T> Mono<T> whenFree() {
            return Mono.defer(() -> {
                held = hold;
                return hold ? free.asMono().then(Mono.empty()) : Mono.empty();
            });
        }

        /** How many records it has copied and committed. */
        int copied() {
            return copied.get();
        }

        /** At its next record it waits. */
        void hold() {
            hold = true;
        }

        /** Whether it waits, with a transaction open and records in it. */
        boolean isHeld() {
            return held;
        }

        void goOn() {
            hold = false;
            free.tryEmitEmpty();
        }

        void leave() {
            copying.dispose();
        }

        /** Whether its producer is still there. */
        boolean isThere() {
            return Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().endsWith(" producer-" + id));
        }

        @Override
        public String toString() {
            return name + ", " + id + ": copied " + copied + ", failed with " + failures;
        }
    }
}
