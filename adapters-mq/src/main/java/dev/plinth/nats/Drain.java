package dev.plinth.nats;

import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Ends the subscriptions of an engine in good order. */
final class Drain {

    private Drain() {}

    static Mono<Void> of(Engine engine) {
        return engine.runtime()
                .spawnOn(engine.core(), () -> {
                    List<Sub> open = new ArrayList<>();
                    engine.subs().forEach(open::add);
                    return open;
                })
                .flatMapMany(Flux::fromIterable)
                .flatMap(engine::drain, Integer.MAX_VALUE)
                .then(engine.flush());
    }
}
