package dev.plinth.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Opens objects, as the test wishes. */
final class FakeConnector implements Connector<FakeConnector.Link> {

    /** A "connection". */
    static final class Link {
        final int core;
        boolean open = true;
        boolean valid = true;

        Link(int core) {
            this.core = core;
        }
    }

    final List<Link> links = new ArrayList<>();
    Function<Link, Mono<Link>> opening = Mono::just;
    Function<Link, Mono<Void>> resetting = link -> Mono.empty();
    Function<Link, Mono<Void>> closing = link -> Mono.empty();
    boolean reusableAfterErrors;
    int validations;

    @Override
    public Mono<Link> open(int core) {
        return Mono.defer(() -> opening.apply(new Link(core))).doOnNext(links::add);
    }

    @Override
    public Mono<Void> close(Link link) {
        link.open = false;
        return closing.apply(link);
    }

    @Override
    public boolean isOpen(Link link) {
        return link.open;
    }

    @Override
    public Mono<Boolean> validate(Link link) {
        return Mono.fromCallable(() -> {
            validations++;
            return link.valid;
        });
    }

    @Override
    public Mono<Void> reset(Link link) {
        return resetting.apply(link);
    }

    @Override
    public boolean reusableAfter(Throwable error) {
        return reusableAfterErrors;
    }

    long open() {
        return links.stream().filter(link -> link.open).count();
    }

    long openOn(int core) {
        return links.stream().filter(link -> link.open && link.core == core).count();
    }
}
