package dev.plinth.db;

import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/** Each subscription is an operation of a session, which the subscriber has entered. */
final class OperationFlux<T> extends Flux<T> {

    private final Session session;
    private final Function<Physical, ? extends Publisher<? extends T>> work;

    OperationFlux(Session session, Function<Physical, ? extends Publisher<? extends T>> work) {
        this.session = session;
        this.work = work;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        Operation<T> operation = new Operation<>(session, work, actual);
        actual.onSubscribe(operation);
        session.add(operation);
    }
}
