package dev.plinth.nats;

import io.nats.client.Message;
import java.util.function.Function;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/** Messages of a subscription that each subscriber gets anew. */
final class SubFlux<S extends Sub & Subscription> extends Flux<Message> {

    private final Engine engine;
    private final Function<CoreSubscriber<? super Message>, S> subscription;

    SubFlux(Engine engine, Function<CoreSubscriber<? super Message>, S> subscription) {
        this.engine = engine;
        this.subscription = subscription;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Message> actual) {
        S sub = subscription.apply(actual);
        actual.onSubscribe(sub);
        try {
            engine.subscribe(sub);
        } catch (RuntimeException e) {
            actual.onError(e);
        }
    }
}
