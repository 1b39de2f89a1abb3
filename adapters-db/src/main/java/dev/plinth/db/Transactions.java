package dev.plinth.db;

import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.TransactionDefinition;
import reactor.core.publisher.Mono;

/**
 * What begins and ends transactions on a connection. It goes over the wire; but a transaction that the driver has
 * seen is ended by the driver, which would take it for open for ever. Each is nothing to do where the state of the
 * transaction asks for nothing, as with the driver. On the connection's loop.
 */
final class Transactions {

    private Transactions() {}

    static Mono<Void> begin(Physical physical) {
        return isOpen(physical) ? Mono.empty() : new Command(physical, "BEGIN");
    }

    static Mono<Void> begin(Physical physical, TransactionDefinition definition) {
        return isOpen(physical) ? Mono.empty() : physical.r2dbc().beginTransaction(definition);
    }

    static Mono<Void> commit(Physical physical) {
        if (!isOpen(physical)) {
            return Mono.empty();
        }
        return driverKnows(physical) ? physical.r2dbc().commitTransaction() : new Command(physical, "COMMIT");
    }

    static Mono<Void> rollback(Physical physical) {
        if (!isOpen(physical)) {
            return Mono.empty();
        }
        return driverKnows(physical) ? physical.r2dbc().rollbackTransaction() : new Command(physical, "ROLLBACK");
    }

    static Mono<Void> createSavepoint(Physical physical, String name) {
        return begin(physical).then(new Command(physical, "SAVEPOINT " + name));
    }

    static Mono<Void> releaseSavepoint(Physical physical, String name) {
        return isOpen(physical) ? new Command(physical, "RELEASE SAVEPOINT " + name) : Mono.empty();
    }

    static Mono<Void> rollbackToSavepoint(Physical physical, String name) {
        return isOpen(physical) ? new Command(physical, "ROLLBACK TO SAVEPOINT " + name) : Mono.empty();
    }

    /** Of this transaction if there is one, else of all that this session begins. */
    static Mono<Void> isolation(Physical physical, IsolationLevel level) {
        String scope = isOpen(physical) ? "SET TRANSACTION" : "SET SESSION CHARACTERISTICS AS TRANSACTION";
        return new Command(physical, scope + " ISOLATION LEVEL " + level.asSql());
    }

    private static boolean isOpen(Physical physical) {
        return physical.wire().transactionStatus() != DriverWatch.IDLE;
    }

    private static boolean driverKnows(Physical physical) {
        return physical.watch().status() != DriverWatch.IDLE;
    }
}
