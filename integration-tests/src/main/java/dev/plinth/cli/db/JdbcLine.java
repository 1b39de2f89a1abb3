package dev.plinth.cli.db;

import dev.plinth.cli.db.Dataset.Operation;
import dev.plinth.cli.load.Line;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** Callers of a data source: threads of their own that wait, or callers that take turns on one worker. */
final class JdbcLine implements Line {

    private final JdbcOperations operations;
    private final Executor worker;

    JdbcLine(DataSource pool, Executor worker) {
        this.operations = new JdbcOperations(pool);
        this.worker = worker;
    }

    @Override
    public void execute(Runnable task) {
        worker.execute(task);
    }

    /** Each operation is a task of its own: the callers of a worker take turns. */
    @Override
    public Issuer issuer(String operation, Completion completion) {
        Caller caller = caller(operation);
        return n -> worker.execute(() -> {
            Throwable failure = null;
            try {
                caller.call(n);
            } catch (Exception e) {
                failure = e;
            }
            completion.done(failure);
        });
    }

    @Override
    public Caller caller(String operation) {
        return switch (Operation.of(operation)) {
            case SELECT ->
                n -> {
                    int id = Dataset.anyId();
                    Dataset.expect(Dataset.check(id, operations.select(id)));
                };
            case ROWS ->
                n -> {
                    int first = Dataset.firstOfMany();
                    Dataset.expect(Dataset.check(first, operations.many(first)));
                };
            case INSERT -> n -> Dataset.expect(Dataset.checkChanged(1, operations.insert(Dataset.anyId())));
            case TRANSACTION -> n -> Dataset.expect(Dataset.checkChanged(2, operations.transaction(Dataset.anyId())));
        };
    }
}
