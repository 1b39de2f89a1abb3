package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** How many rows a statement touched; empty if its kind does not count. Its rows are thrown away. */
final class RowCountMono extends Mono<Long> {

    private final PipelinedResult result;

    RowCountMono(PipelinedResult result) {
        this.result = result;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Long> actual) {
        if (result.claim()) {
            actual.onSubscribe(new Taker(result, actual));
        } else {
            Operators.error(actual, RowFlux.consumedTwice());
        }
    }

    private static final class Taker implements Subscription, ResultConsumer {

        private final PipelinedResult result;
        private final CoreSubscriber<? super Long> actual;
        private boolean begun;
        private volatile boolean cancelled;

        Taker(PipelinedResult result, CoreSubscriber<? super Long> actual) {
            this.result = result;
            this.actual = actual;
        }

        @Override
        public void request(long n) {
            if (Operators.validate(n) && !begun) {
                begun = true;
                result.begin(this);
            }
        }

        @Override
        public void cancel() {
            if (!cancelled) {
                cancelled = true;
                result.cancel();
            }
        }

        @Override
        public boolean row(ByteBuf in, int index, int length, Columns columns) {
            return true;
        }

        @Override
        public void done(long rows, Throwable failure) {
            if (cancelled) {
                return;
            }
            if (failure != null) {
                actual.onError(failure);
                return;
            }
            if (rows >= 0) {
                actual.onNext(rows);
            }
            actual.onComplete();
        }
    }
}
