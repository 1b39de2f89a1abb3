package dev.plinth.nats;

import io.nats.client.Message;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Publishes what another publisher gives, a batch at a time, the next one when the last has gone out. */
final class PublishAll extends Mono<Void> {

    private static final int BATCH = 256;

    private final Mono<Void> whole;

    PublishAll(Outgoing outgoing, Consumer<Message> publish, Publisher<? extends Message> source) {
        whole = Mono.create(sink -> source.subscribe(new Batches(outgoing, publish, sink)));
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> actual) {
        whole.subscribe(actual);
    }

    private static final class Batches extends BaseSubscriber<Message> {

        private final Outgoing outgoing;
        private final Consumer<Message> publish;
        private final MonoSink<Void> sink;
        private int left = BATCH;

        Batches(Outgoing outgoing, Consumer<Message> publish, MonoSink<Void> sink) {
            this.outgoing = outgoing;
            this.publish = publish;
            this.sink = sink;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            sink.onCancel(this);
            request(BATCH);
        }

        @Override
        protected void hookOnNext(Message message) {
            try {
                publish.accept(message);
            } catch (RuntimeException e) {
                giveUp(e);
                return;
            }
            if (--left == 0) {
                left = BATCH;
                outgoing.writable().subscribe(null, this::giveUp, () -> request(BATCH));
            }
        }

        private void giveUp(Throwable error) {
            cancel();
            sink.error(error);
        }

        @Override
        protected void hookOnComplete() {
            outgoing.writable().subscribe(null, sink::error, sink::success);
        }

        @Override
        protected void hookOnError(Throwable error) {
            sink.error(error);
        }
    }
}
