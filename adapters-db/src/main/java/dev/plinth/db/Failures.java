package dev.plinth.db;

import io.r2dbc.postgresql.api.ErrorDetails;

/** What the server's error means for the statement that got it, and for those that share its preparation. */
final class Failures {

    private final PreparedStatements statements;

    Failures(PreparedStatements statements) {
        this.statements = statements;
    }

    /**
     * Whether it is to be sent again: what was prepared is gone or outdated, and it did not run. Not in a
     * transaction, which has failed with it.
     */
    boolean wantsAgain(Exchange exchange, char transactionStatus) {
        Prepared prepared = exchange.prepared;
        if (exchange.parses && !exchange.parsed) {
            statements.forget(prepared, false);
            if (concernsAll(exchange.error)) {
                prepared.failed(exchange.error);
            }
            return false;
        }
        if (!DbErrors.wantsReparse(exchange.error)) {
            return false;
        }
        statements.forget(prepared, !DbErrors.isUnknownStatement(exchange.error));
        if (prepared.failure() != null) {
            exchange.error = prepared.failure();
            return false;
        }
        return !exchange.sentAgain && transactionStatus == 'I' && !exchange.isAbandoned();
    }

    /**
     * Whether each that was sent on the strength of a Parse would be told the same: the text is wrong, or what
     * it names does not exist. What struck this one Parse (a timeout, a lock, a shortage) says nothing of the
     * others.
     */
    private static boolean concernsAll(ErrorDetails details) {
        String code = details.getCode();
        return code.startsWith("42")
                || code.startsWith("22")
                || code.startsWith("3F")
                || code.startsWith("0A")
                || code.equals("25P02");
    }
}
