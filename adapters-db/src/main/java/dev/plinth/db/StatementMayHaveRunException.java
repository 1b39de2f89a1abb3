package dev.plinth.db;

import io.r2dbc.spi.R2dbcNonTransientResourceException;

/**
 * The connection was lost after a statement had been sent and before its answer was in: whether it ran is
 * not known. It is not sent again. Whoever may run it twice can retry; whoever may not must look.
 */
public final class StatementMayHaveRunException extends R2dbcNonTransientResourceException {

    private static final long serialVersionUID = 1L;

    StatementMayHaveRunException(String connection, String sql, Throwable cause) {
        super(
                "the connection (" + connection + ") was lost after the statement had been sent and before its answer"
                        + " was in: it may have run or not. Retry it if running it twice does no harm",
                "08007",
                0,
                sql,
                cause);
    }
}
