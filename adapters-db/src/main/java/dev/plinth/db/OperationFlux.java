package dev.plinth.db;

import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/** Each subscription is an operation of a session, which the subscriber has entered. */
final class OperationFlux<T> extends Flux<T> {

    private final Turns turns;
    private final SqlKind kind;
    private final Function<Physical, ? extends Publisher<? extends T>> work;

    OperationFlux(Turns turns, SqlKind kind, Function<Physical, ? extends Publisher<? extends T>> work) {
        this.turns = turns;
        this.kind = kind;
        this.work = work;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        Operation<T> operation = new Operation<>(turns, kind, work, actual);
        actual.onSubscribe(operation);
        turns.add(operation);
    }
}
