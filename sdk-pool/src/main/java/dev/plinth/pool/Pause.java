package dev.plinth.pool;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** Waits for the end of something, and can be called off. */
final class Pause implements CoreSubscriber<Void> {

    private final Predicate<Subscription> begin;
    private final Runnable then;
    private final Consumer<Throwable> failed;

    private Pause(Predicate<Subscription> begin, Runnable then, Consumer<Throwable> failed) {
        this.begin = begin;
        this.then = then;
        this.failed = failed;
    }

    /** Runs {@code then} after {@code end}, unless {@code begin} turns its subscription down. */
    static void until(Mono<Void> end, Predicate<Subscription> begin, Runnable then, Consumer<Throwable> failed) {
        end.subscribe(new Pause(begin, then, failed));
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (begin.test(subscription)) {
            subscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(Void nothing) {
        // there is none
    }

    @Override
    public void onError(Throwable error) {
        failed.accept(error);
    }

    @Override
    public void onComplete() {
        then.run();
    }
}
