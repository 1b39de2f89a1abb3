package dev.plinth.cli.db;

import dev.plinth.cli.db.Dataset.Operation;
import dev.plinth.cli.load.Line;
import io.r2dbc.spi.ConnectionFactory;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Callers of a connection factory. */
final class R2dbcLine implements Line {

    private final R2dbcOperations operations;
    private final Executor executor;

    /** @param executor where its callers begin; each goes on where its results come */
    R2dbcLine(ConnectionFactory connections, Executor executor) {
        this.operations = new R2dbcOperations(connections);
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public Issuer issuer(String operation, Completion completion) {
        Consumer<Throwable> failed = completion::done;
        return switch (Operation.of(operation)) {
            case SELECT ->
                n -> {
                    int id = Dataset.anyId();
                    operations.select(id).subscribe(item -> completion.done(Dataset.check(id, item)), failed);
                };
            case ROWS ->
                n -> {
                    int first = Dataset.firstOfMany();
                    operations.many(first).subscribe(items -> completion.done(Dataset.check(first, items)), failed);
                };
            case INSERT ->
                n -> operations
                        .insert(Dataset.anyId())
                        .subscribe(rows -> completion.done(Dataset.checkChanged(1, rows)), failed);
            case TRANSACTION ->
                n -> operations
                        .transaction(Dataset.anyId())
                        .subscribe(rows -> completion.done(Dataset.checkChanged(2, rows)), failed);
        };
    }

    @Override
    public Caller caller(String operation) {
        return switch (Operation.of(operation)) {
            case SELECT ->
                n -> {
                    int id = Dataset.anyId();
                    Dataset.expect(Dataset.check(id, operations.select(id).block()));
                };
            case ROWS ->
                n -> {
                    int first = Dataset.firstOfMany();
                    Dataset.expect(Dataset.check(first, operations.many(first).block()));
                };
            case INSERT ->
                n -> Dataset.expect(Dataset.checkChanged(
                        1, operations.insert(Dataset.anyId()).block()));
            case TRANSACTION ->
                n -> Dataset.expect(Dataset.checkChanged(
                        2, operations.transaction(Dataset.anyId()).block()));
        };
    }
}
