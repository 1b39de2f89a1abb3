package dev.plinth.nats;

import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Ends subscriptions in good order. */
final class Drain {

    private Drain() {}

    /** UNSUB, and what was sent until then is handled. */
    static Mono<Void> of(Engine engine, Sub sub) {
        return engine.pings()
                .after(() -> engine.outgoing().end(sub))
                .onErrorComplete(MayHaveArrivedException.class) // with the connection, what was still to come is lost
                .doOnSuccess(done -> {
                    engine.subs().remove(sub.sid());
                    sub.onEnd(null);
                });
    }

    /** All of them, and what was published before reaches the server. */
    static Mono<Void> of(Engine engine) {
        return engine.runtime()
                .spawnOn(engine.core(), () -> {
                    List<Sub> open = new ArrayList<>();
                    engine.subs().forEach(open::add);
                    return open;
                })
                .flatMapMany(Flux::fromIterable)
                .flatMap(sub -> of(engine, sub), Integer.MAX_VALUE)
                .then(engine.pings().flush());
    }
}
