package dev.plinth.pool;

import dev.plinth.api.Lease;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Work with a connection that is borrowed for it and given back in every case. */
final class LeasedWork {

    private LeasedWork() {}

    static <T, R> Mono<R> one(Mono<Lease<T>> acquiring, Function<? super T, ? extends Mono<R>> work) {
        return Mono.usingWhen(
                acquiring,
                lease -> work.apply(lease.connection()),
                lease -> Mono.fromRunnable(lease::release),
                (lease, error) -> Mono.fromRunnable(() -> giveBackAfter(lease, error)),
                lease -> Mono.fromRunnable(lease::discard));
    }

    static <T, R> Flux<R> many(Mono<Lease<T>> acquiring, Function<? super T, ? extends Publisher<R>> work) {
        return Flux.usingWhen(
                acquiring,
                lease -> work.apply(lease.connection()),
                lease -> Mono.fromRunnable(lease::release),
                (lease, error) -> Mono.fromRunnable(() -> giveBackAfter(lease, error)),
                lease -> Mono.fromRunnable(lease::discard));
    }

    private static <T> void giveBackAfter(Lease<T> lease, Throwable error) {
        if (((CoreLease<T>) lease).isReusableAfter(error)) {
            lease.release();
        } else {
            lease.invalidate(error);
        }
    }
}
