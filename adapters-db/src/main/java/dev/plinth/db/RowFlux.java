package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.r2dbc.postgresql.api.ErrorDetails;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.List;
import java.util.function.BiFunction;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/** The rows of a result, mapped where they lie in the connection's buffer and handed on from there. */
final class RowFlux<T> extends Flux<T> {

    private final PipelinedResult result;
    private final BiFunction<Row, RowMetadata, ? extends T> mapper;
    private final List<ErrorDetails> notices;

    RowFlux(PipelinedResult result, BiFunction<Row, RowMetadata, ? extends T> mapper) {
        this(result, mapper, null);
    }

    /** @param notices where notices are put, or null */
    RowFlux(PipelinedResult result, BiFunction<Row, RowMetadata, ? extends T> mapper, List<ErrorDetails> notices) {
        this.result = result;
        this.mapper = mapper;
        this.notices = notices;
    }

    static IllegalStateException consumedTwice() {
        return new IllegalStateException("Result has been consumed already: map, flatMap and getRowsUpdated can be"
                + " subscribed to once, and within 10 s if there are more rows than fit into its buffer. Execute the"
                + " statement again for another result");
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        if (result.claim()) {
            actual.onSubscribe(new Taker<>(result, mapper, notices, actual));
        } else {
            Operators.error(actual, consumedTwice());
        }
    }

    private static final class Taker<T> extends Demand implements Subscription, ResultConsumer {

        private final PipelinedResult result;
        private final BiFunction<Row, RowMetadata, ? extends T> mapper;
        private final List<ErrorDetails> notices;
        private final CoreSubscriber<? super T> actual;
        private boolean begun;
        private volatile boolean cancelled;
        private boolean done;

        Taker(
                PipelinedResult result,
                BiFunction<Row, RowMetadata, ? extends T> mapper,
                List<ErrorDetails> notices,
                CoreSubscriber<? super T> actual) {
            this.result = result;
            this.mapper = mapper;
            this.notices = notices;
            this.actual = actual;
        }

        @Override
        public void request(long n) {
            if (!Operators.validate(n)) {
                return;
            }
            if (!begun) {
                begun = true;
                begin(n);
                result.begin(this);
            } else if (add(n)) {
                result.demand();
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
            if (done || cancelled) {
                return true;
            }
            if (!takesOneMore()) {
                return false;
            }
            PipelinedRow row = new PipelinedRow(in, index, length, columns);
            T value;
            try {
                value = mapper.apply(row, columns);
                if (value == null) {
                    throw new NullPointerException("The mapper returned a null value");
                }
            } catch (Throwable e) {
                failed(e);
                return true;
            } finally {
                row.release();
            }
            emitted();
            actual.onNext(value);
            return true;
        }

        private void failed(Throwable e) {
            done = true;
            Throwable failure = Operators.onOperatorError(this, e, actual.currentContext());
            actual.onError(failure);
        }

        @Override
        public boolean wantsNotices() {
            return notices != null;
        }

        @Override
        public void notice(ErrorDetails details) {
            notices.add(details);
        }

        @Override
        public void done(long rows, Throwable failure) {
            if (done || cancelled) {
                return;
            }
            done = true;
            if (failure != null) {
                actual.onError(failure);
            } else {
                actual.onComplete();
            }
        }
    }
}
