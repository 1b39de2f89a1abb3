package dev.plinth.db;

import dev.plinth.pool.Connector;
import io.r2dbc.spi.ValidationDepth;
import reactor.core.publisher.Mono;

/** What the pool must know of connections to a server. */
final class PhysicalConnector implements Connector<Physical> {

    private final Opener opener;

    PhysicalConnector(Opener opener) {
        this.opener = opener;
    }

    @Override
    public Mono<Physical> open(int core) {
        return opener.open(core);
    }

    @Override
    public Mono<Void> close(Physical connection) {
        return connection.close();
    }

    @Override
    public boolean isOpen(Physical connection) {
        return connection.isOpen();
    }

    @Override
    public Mono<Boolean> validate(Physical connection) {
        return connection.r2dbc().validate(ValidationDepth.REMOTE);
    }

    @Override
    public Mono<Void> reset(Physical connection) {
        return connection.reset();
    }

    @Override
    public boolean blamesEndpoint(Throwable error) {
        return ServerBlame.inUse(error);
    }

    @Override
    public boolean openingBlamesEndpoint(Throwable error) {
        return ServerBlame.inOpening(error);
    }

    @Override
    public boolean mayRetryOpening(Throwable error) {
        return ServerBlame.mayPass(error);
    }
}
