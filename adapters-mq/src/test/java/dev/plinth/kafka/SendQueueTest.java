package dev.plinth.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

/** The way into a producer, which here is told what it lacks. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // what spins must fail, too
class SendQueueTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MOST_WAITING = 5_000;
    private static final int MEMORY = 32 << 20;

    private final AsyncRuntime runtime = AsyncRuntime.create(RuntimeConfig.builder()
            .backend("netty-nio")
            .cores(1)
            .set(KafkaConfig.MAX_WAITING, MOST_WAITING)
            .build());
    private final Told producer = new Told();
    private final Queue<String> results = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private SendQueue<String, String> queue = queue(Duration.ofSeconds(30));

    private SendQueue<String, String> queue(Duration longest) {
        return new SendQueue<>(
                runtime,
                producer,
                new ClientNote(ClientKind.PRODUCER, runtime, "nowhere", "plinth", SenderPlace.OWN, new Journal()),
                longest);
    }

    @AfterEach
    void close() {
        Hooks.resetOnErrorDropped();
        runtime.close();
    }

    /** A producer that answers when it is told to. */
    private static final class Told extends MockProducer<String, String> {

        private final AtomicInteger refuses = new AtomicInteger();
        private final Queue<String> taken = new ConcurrentLinkedQueue<>();
        private final Queue<Callback> open = new ConcurrentLinkedQueue<>();
        private volatile double free = MEMORY;
        private volatile boolean tooLarge;
        private volatile String unknown = "";

        Told() {
            super(false, null, new StringSerializer(), new StringSerializer());
            metric("buffer-available-bytes", () -> free);
            metric("buffer-total-bytes", () -> (double) MEMORY);
        }

        private void metric(String name, java.util.function.Supplier<Object> value) {
            MetricName of = new MetricName(name, "producer-metrics", "", Map.of());
            setMockMetrics(of, new Metric() {
                @Override
                public MetricName metricName() {
                    return of;
                }

                @Override
                public Object metricValue() {
                    return value.get();
                }
            });
        }

        /**
         * As one with a {@code max.block.ms} of 0, which may find that it has no memory. Without the lock that a
         * MockProducer holds while it calls back, and a real one does not.
         */
        @Override
        public Future<RecordMetadata> send(ProducerRecord<String, String> record, Callback callback) {
            if (refuses.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                callback.onCompletion(null, new BufferExhaustedException("no memory"));
                return null;
            }
            if (tooLarge) {
                callback.onCompletion(null, new RecordTooLargeException("too large"));
                return null;
            }
            if (sendException != null) {
                throw sendException;
            }
            taken.add(record.value());
            open.add(callback);
            return null;
        }

        @Override
        public List<PartitionInfo> partitionsFor(String topic) {
            if (topic.equals(unknown)) {
                throw new TimeoutException("no metadata");
            }
            return super.partitionsFor(topic);
        }

        @Override
        public boolean completeNext() {
            return errorNext(null);
        }

        @Override
        public boolean errorNext(RuntimeException error) {
            Callback next = open.poll();
            if (next != null) {
                next.onCompletion(new RecordMetadata(new TopicPartition("topic", 0), 0, 0, 0, 0, 0), error);
            }
            return next != null;
        }

        void metadata(boolean known) {
            partitionsForException = known ? null : new TimeoutException("no metadata");
        }

        List<String> taken() {
            return List.copyOf(taken);
        }
    }

    private Disposable send(String value) {
        return sent("topic", value).subscribe(metadata -> results.add(value), errors::add);
    }

    private Mono<RecordMetadata> sent(String topic, String value) {
        return Mono.create(sink -> queue.send(new Sending<>(new ProducerRecord<>(topic, value), sink)));
    }

    private static List<String> values(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private void completeAll() {
        while (producer.completeNext()) {
            // the next one
        }
    }

    /** The retry on the core may be at it when a completion asks: then it is the core that goes on. */
    private void awaitNoneWaits() {
        Awaitility.await().atMost(PATIENCE).until(() -> queue.waiting() == 0);
    }

    private void awaitTaken(List<String> values) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(producer.taken()).isEqualTo(values));
    }

    @Test
    void whatTheProducerCanTakeIsTakenAtOnce() {
        values(0, 5).forEach(this::send);
        assertThat(producer.taken()).isEqualTo(values(0, 5));
        assertThat(queue.waiting()).isZero();
        assertThat(results).isEmpty();
        completeAll();
        assertThat(results).containsExactlyElementsOf(values(0, 5));
    }

    @Test
    void withoutMetadataRecordsWaitInTheirOrderAndSoDoThoseThatCome() {
        producer.metadata(false);
        values(0, 50).forEach(this::send); // the caller comes back from it
        assertThat(producer.taken()).isEmpty();
        assertThat(queue.waiting()).isEqualTo(50);
        producer.metadata(true);
        values(50, 100).forEach(this::send);
        awaitTaken(values(0, 100));
        assertThat(queue.waiting()).isZero();
        completeAll();
        assertThat(results).containsExactlyElementsOf(values(0, 100));
        assertThat(errors).isEmpty();
    }

    @Test
    void withoutMemoryRecordsWaitUntilSomeIsFreed() {
        values(0, 2).forEach(this::send);
        producer.free = 0;
        values(2, 10).forEach(this::send);
        assertThat(producer.taken()).isEqualTo(values(0, 2));
        producer.completeNext(); // and nothing is free for it
        assertThat(queue.waiting()).isEqualTo(8);
        producer.free = MEMORY;
        producer.completeNext();
        awaitTaken(values(0, 10));
        awaitNoneWaits();
        completeAll();
        assertThat(results).containsExactlyElementsOf(values(0, 10));
    }

    @Test
    void aRecordThatTheProducerFindsNoMemoryForIsTriedAgainInItsPlace() {
        producer.refuses.set(3);
        values(0, 10).forEach(this::send);
        awaitTaken(values(0, 10));
        completeAll();
        assertThat(results).containsExactlyElementsOf(values(0, 10));
        assertThat(errors).isEmpty();
    }

    /** The thread that tells of a record is the one that frees memory: to try until there is some would stop it. */
    @Test
    void aRecordThatIsLargerThanTheMemoryThatIsLeftHoldsUpNobodyAndFailsInTime() {
        queue = queue(Duration.ofMillis(300));
        send("small");
        producer.refuses.set(Integer.MAX_VALUE);
        send("large");
        producer.completeNext();
        assertThat(results).containsExactly("small");
        Awaitility.await().atMost(PATIENCE).until(() -> !errors.isEmpty());
        assertThat(errors).singleElement().isInstanceOf(TimeoutException.class);
        producer.refuses.set(0);
        awaitNoneWaits();
        send("next");
        completeAll();
        assertThat(results).containsExactly("small", "next");
    }

    @Test
    void moreThanMayWaitAreRefusedAndThoseThatWaitAreNot() {
        producer.metadata(false);
        values(0, MOST_WAITING + 1).forEach(this::send);
        assertThat(errors)
                .singleElement()
                .satisfies(error -> assertThat(error)
                        .isInstanceOf(RejectedExecutionException.class)
                        .hasMessageContaining(KafkaConfig.MAX_WAITING.name()));
        producer.metadata(true);
        awaitTaken(values(0, MOST_WAITING));
    }

    @Test
    void whoeverWaitsTooLongIsTold() {
        queue = queue(Duration.ofMillis(100));
        producer.metadata(false);
        values(0, 3).forEach(this::send);
        Awaitility.await().atMost(PATIENCE).until(() -> errors.size() == 3);
        assertThat(errors).allSatisfy(error -> {
            assertThat(error).isInstanceOf(TimeoutException.class).hasMessageContaining("topic");
            assertThat(error.getSuppressed()).hasAtLeastOneElementOfType(KafkaContextException.class);
        });
        awaitNoneWaits();
        producer.metadata(true);
        send("next");
        assertThat(producer.taken()).containsExactly("next");
    }

    @Test
    void aCancelledRecordThatWaitsIsNotSentAndNobodyIsTold() {
        Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();
        Hooks.onErrorDropped(dropped::add);
        producer.metadata(false);
        List<Disposable> sent = values(0, 6).stream().map(this::send).toList();
        Stream.of(0, 2, 5).forEach(i -> sent.get(i).dispose());
        producer.metadata(true);
        awaitTaken(List.of("1", "3", "4"));
        awaitNoneWaits();
        completeAll();
        assertThat(results).containsExactly("1", "3", "4");
        assertThat(errors).isEmpty();
        assertThat(dropped).isEmpty();
    }

    @Test
    void closingTellsThoseThatWaitAndNotThoseThatWereTaken() {
        Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();
        Hooks.onErrorDropped(dropped::add);
        send("taken");
        producer.free = 0;
        values(0, 3).forEach(this::send);
        send("cancelled").dispose();
        queue.close();
        assertThat(errors).hasSize(3).allMatch(RejectedExecutionException.class::isInstance);
        assertThat(queue.waiting()).isZero();
        send("too late");
        assertThat(errors).hasSize(4);
        producer.free = MEMORY;
        completeAll();
        assertThat(results).containsExactly("taken");
        assertThat(producer.taken()).containsExactly("taken");
        assertThat(dropped).isEmpty();
    }

    @Test
    void anErrorIsOfItsRecordAlone() {
        values(0, 3).forEach(this::send);
        producer.completeNext();
        producer.errorNext(new RecordTooLargeException("too large"));
        producer.completeNext();
        producer.sendException = new IllegalStateException("it cannot be sent");
        send("thrown");
        producer.sendException = null;
        send("3");
        completeAll();
        assertThat(results).containsExactly("0", "2", "3");
        assertThat(errors)
                .satisfiesExactly(
                        error -> assertThat(error).isInstanceOf(RecordTooLargeException.class),
                        error -> assertThat(error).hasMessage("it cannot be sent"));
    }

    /** As many of them as may wait: the producer tells of each while it is handed over. */
    @Test
    void recordsThatFailAtOnceDoNotPileUp() {
        send("taken");
        producer.free = 0;
        values(0, MOST_WAITING).forEach(this::send);
        producer.tooLarge = true;
        producer.free = MEMORY;
        producer.completeNext();
        awaitNoneWaits();
        assertThat(errors).hasSize(MOST_WAITING).allMatch(RecordTooLargeException.class::isInstance);
        assertThat(results).containsExactly("taken");
    }

    @Test
    void aTopicThatNobodyKnowsHoldsUpNoOther() {
        producer.unknown = "nowhere";
        values(0, 3).forEach(value -> sent("nowhere", "n" + value).subscribe(metadata -> {}, errors::add));
        send("a");
        assertThat(producer.taken()).containsExactly("a"); // at once
        producer.free = 0;
        values(0, 100).forEach(this::send);
        assertThat(queue.waiting()).isEqualTo(103);
        producer.free = MEMORY;
        producer.completeNext();
        Awaitility.await().atMost(PATIENCE).until(() -> queue.waiting() == 3);
        assertThat(producer.taken()).hasSize(101).endsWith("98", "99");
        producer.unknown = "";
        awaitNoneWaits();
        assertThat(producer.taken()).endsWith("99", "n0", "n1", "n2");
        assertThat(errors).isEmpty();
    }

    /** What its subscriber does is nobody else's: it may take long, and others go on. */
    @Test
    void whoeverIsToldOfAFailureHoldsUpNobodyElse() {
        send("taken");
        producer.free = 0;
        CompletableFuture<Integer> queued = new CompletableFuture<>();
        CompletableFuture<Boolean> wasFree = new CompletableFuture<>();
        sent("topic", "fails").subscribe(metadata -> {}, error -> {
            Thread other = new Thread(() -> {
                send("another");
                sent("elsewhere", "direct").subscribe(metadata -> {}, errors::add);
                queued.complete(queue.waiting());
            });
            other.start();
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!queued.isDone() && System.nanoTime() < end) { // on a core, perhaps: nothing may block that
                Thread.onSpinWait();
            }
            wasFree.complete(queued.isDone());
        });
        producer.tooLarge = true;
        producer.free = MEMORY;
        producer.completeNext();
        assertThat(wasFree)
                .as("while the failure was told")
                .succeedsWithin(PATIENCE.plusSeconds(5))
                .isEqualTo(true);
        assertThat(queued.join()).isEqualTo(2); // with the one that failed
        awaitNoneWaits();
    }

    /** Memory and metadata come and go meanwhile, and the producer refuses now and then. */
    @Test
    void recordsOfManyCallersArriveOnceAndEachCallersInOrder() throws InterruptedException {
        int each = 2_000;
        AtomicInteger ended = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (String caller : List.of("a", "b", "c")) {
            callers.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    while (queue.waiting() > 100) {
                        Thread.onSpinWait();
                    }
                    send(caller + i);
                }
                ended.incrementAndGet();
            }));
        }
        callers.forEach(Thread::start);
        int done = 0;
        while (ended.get() < callers.size() || results.size() + errors.size() < each * callers.size()) {
            boolean some = producer.completeNext();
            done += some ? 1 : 0;
            producer.free = some && done % 7 < 3 ? 0 : MEMORY;
            producer.metadata(!some || done % 5 != 0);
            producer.refuses.set(some && done % 3 == 0 ? 1 : 0);
            if (!some) {
                Thread.yield();
            }
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(errors).isEmpty();
        assertThat(results).doesNotHaveDuplicates().hasSize(3 * each);
        assertThat(producer.taken()).doesNotHaveDuplicates().hasSize(3 * each);
        for (String caller : List.of("a", "b", "c")) {
            assertThat(producer.taken())
                    .filteredOn(value -> value.startsWith(caller))
                    .isEqualTo(values(0, each).stream().map(caller::concat).toList());
        }
    }

    @Test
    void whatWaitsWhenTheRuntimeHasEndedFails() {
        producer.metadata(false);
        runtime.close();
        send("a");
        assertThat(errors).singleElement().isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
        assertThat(queue.waiting()).isZero();
    }
}
