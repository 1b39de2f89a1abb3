package dev.plinth.cli.db;

import dev.plinth.cli.db.Dataset.Operation;
import dev.plinth.cli.load.Line;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Callers on one of Vert.x's event loops.
 *
 * @param pipelining for single statements
 * @param pool for transactions, which the pipelining client does not have
 */
record VertxLine(Context context, SqlClient pipelining, Pool pool) implements Line {

    @Override
    public void execute(Runnable task) {
        context.runOnContext(ignored -> task.run());
    }

    @Override
    public Issuer issuer(String operation, Completion completion) {
        Completable<Integer> changed1 =
                (rows, error) -> completion.done(error != null ? error : Dataset.checkChanged(1, rows));
        Completable<Integer> changed2 =
                (rows, error) -> completion.done(error != null ? error : Dataset.checkChanged(2, rows));
        return switch (Operation.of(operation)) {
            case SELECT ->
                n -> {
                    int id = Dataset.anyId();
                    select(pipelining, id)
                            .onComplete(
                                    (item, error) -> completion.done(error != null ? error : Dataset.check(id, item)));
                };
            case ROWS ->
                n -> {
                    int first = Dataset.firstOfMany();
                    many(first)
                            .onComplete((items, error) ->
                                    completion.done(error != null ? error : Dataset.check(first, items)));
                };
            case INSERT -> n -> insert(pipelining, Dataset.anyId()).onComplete(changed1);
            case TRANSACTION -> n -> transaction(Dataset.anyId()).onComplete(changed2);
        };
    }

    @Override
    public Caller caller(String operation) {
        throw new UnsupportedOperationException("its callers are on its event loops");
    }

    private static Future<Item> select(SqlClient client, int id) {
        return client.preparedQuery(Dataset.SELECT)
                .execute(Tuple.of(id))
                .map(rows -> rows.size() == 1 ? item(rows.iterator().next()) : null);
    }

    private Future<List<Item>> many(int first) {
        return pipelining.preparedQuery(Dataset.ROWS).execute(Tuple.of(first)).map(rows -> {
            List<Item> items = new ArrayList<>(rows.size());
            for (Row row : rows) {
                items.add(item(row));
            }
            return items;
        });
    }

    private static Future<Integer> insert(SqlClient client, int id) {
        return client.preparedQuery(Dataset.INSERT)
                .execute(Tuple.of(id, (long) id, Dataset.NOTE))
                .map(RowSet::rowCount);
    }

    /** An update, a select and an insert, each sent when the one before is done. */
    private Future<Integer> transaction(int id) {
        return pool.withTransaction(connection -> connection
                .preparedQuery(Dataset.UPDATE)
                .execute(Tuple.of(1L, id))
                .compose(updated -> select(connection, id)
                        .compose(item -> insert(connection, item.id()))
                        .map(inserted -> updated.rowCount() + inserted)));
    }

    private static Item item(Row row) {
        return new Item(row.getInteger(0), row.getString(1), row.getLong(2));
    }
}
