package dev.plinth.db;

import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A result of the driver's that belongs to an operation. When nobody wants the rest of it, it is read to its end all
 * the same: the driver stops in the middle when a result of more than 256 messages is cancelled, and the connection
 * with it.
 */
final class SessionResult implements PostgresqlResult {

    private final PostgresqlResult result;
    private final Operation<?> operation;

    SessionResult(PostgresqlResult result, Operation<?> operation) {
        this.result = result;
        this.operation = operation;
    }

    @Override
    public Mono<Long> getRowsUpdated() {
        return Mono.defer(() -> new Whole<>(result.getRowsUpdated().flux(), operation, new Interest()).next());
    }

    @Override
    public <T> Flux<T> map(BiFunction<Row, RowMetadata, ? extends T> mapping) {
        return Flux.defer(() -> {
            Interest interest = new Interest();
            Flux<T> rows =
                    result.map((row, metadata) -> interest.lost ? Interest.nothing() : mapping.apply(row, metadata));
            return new Whole<>(rows, operation, interest);
        });
    }

    @Override
    public PostgresqlResult filter(Predicate<Segment> predicate) {
        return new SessionResult(result.filter(predicate), operation);
    }

    @Override
    public <T> Flux<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> mapping) {
        return Flux.defer(() -> {
            Interest interest = new Interest();
            Publisher<T> mapped = result.flatMap(segment -> interest.lost ? Mono.<T>empty() : mapping.apply(segment));
            return new Whole<>(Flux.from(mapped), operation, interest);
        });
    }

    @Override
    public String toString() {
        return result.toString();
    }

    /** Of the subscriber in what is still to come. */
    private static final class Interest {

        private static final Object NOTHING = new Object();

        private volatile boolean lost;

        /** Goes no further than {@link WholeSubscriber}. */
        @SuppressWarnings("unchecked")
        static <T> T nothing() {
            return (T) NOTHING;
        }
    }

    private static final class Whole<T> extends FluxOperator<T, T> {

        private final Operation<?> operation;
        private final Interest interest;

        Whole(Flux<T> source, Operation<?> operation, Interest interest) {
            super(source);
            this.operation = operation;
            this.interest = interest;
        }

        @Override
        public void subscribe(CoreSubscriber<? super T> actual) {
            if (operation.partBegins()) {
                source.subscribe(new WholeSubscriber<>(actual, operation, interest));
            } else {
                Operators.error(
                        actual,
                        new R2dbcNonTransientResourceException(
                                "the result was not read while its statement had the connection, which others use by"
                                        + " now: subscribe to results as they come, with flatMap or concatMap",
                                "24000"));
            }
        }
    }

    private static final class WholeSubscriber<T> implements CoreSubscriber<T>, Subscription {

        private final CoreSubscriber<? super T> actual;
        private final Operation<?> operation;
        private final Interest interest;
        private Subscription upstream;
        private boolean over;

        WholeSubscriber(CoreSubscriber<? super T> actual, Operation<?> operation, Interest interest) {
            this.actual = actual;
            this.operation = operation;
            this.interest = interest;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            actual.onSubscribe(this);
        }

        @Override
        public void onNext(T item) {
            if (!interest.lost) {
                actual.onNext(item);
            }
        }

        @Override
        public void onError(Throwable error) {
            if (!interest.lost) {
                actual.onError(error);
            }
            end();
        }

        @Override
        public void onComplete() {
            if (!interest.lost) {
                actual.onComplete();
            }
            end();
        }

        @Override
        public void request(long n) {
            upstream.request(n);
        }

        @Override
        public void cancel() {
            if (!interest.lost) {
                interest.lost = true;
                end();
                upstream.request(Long.MAX_VALUE);
            }
        }

        private synchronized boolean first() {
            boolean first = !over;
            over = true;
            return first;
        }

        private void end() {
            if (first()) {
                operation.partEnds();
            }
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }
    }
}
