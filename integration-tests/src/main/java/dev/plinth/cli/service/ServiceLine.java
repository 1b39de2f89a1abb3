package dev.plinth.cli.service;

import dev.plinth.cli.load.Line;
import java.util.concurrent.Executor;

/** A caller of the service. */
final class ServiceLine implements Line {

    private final Service service;
    private final Executor executor;

    /** @param executor where it begins; it goes on where its results come */
    ServiceLine(Service service, Executor executor) {
        this.service = service;
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public Issuer issuer(String operation, Completion completion) {
        return n -> service.run(operation, n).subscribe(result -> {}, completion::done, () -> completion.done(null));
    }

    @Override
    public Caller caller(String operation) {
        return n -> service.run(operation, n).block();
    }
}
