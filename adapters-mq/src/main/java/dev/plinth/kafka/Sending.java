package dev.plinth.kafka;

import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import reactor.core.publisher.MonoSink;

/** A record, and who waits for it. */
final class Sending<K, V> implements Callback {

    private final ProducerRecord<K, V> record;
    private final MonoSink<RecordMetadata> sink;
    private SendQueue<K, V> queue;
    private volatile boolean cancelled;
    private long since;

    Sending(ProducerRecord<K, V> record, MonoSink<RecordMetadata> sink) {
        this.record = record;
        this.sink = sink;
    }

    ProducerRecord<K, V> record() {
        return record;
    }

    void of(SendQueue<K, V> owner) {
        queue = owner;
    }

    /** It begins to wait, or goes on with that. */
    void waits() {
        if (since == 0) {
            since = System.nanoTime();
            sink.onCancel(() -> cancelled = true);
        }
    }

    /** When it began to, by {@link System#nanoTime}. */
    long since() {
        return since;
    }

    boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, Exception error) {
        if (error == null) {
            sink.success(metadata);
        } else if (error instanceof BufferExhaustedException) {
            queue.again(this);
            return;
        } else {
            fail(error);
        }
        queue.completed();
    }

    void fail(Throwable error) {
        sink.error(queue.note().explain(error));
    }
}
