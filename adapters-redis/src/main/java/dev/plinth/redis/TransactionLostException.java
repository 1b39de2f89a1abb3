package dev.plinth.redis;

import io.lettuce.core.RedisConnectionException;

/**
 * The connection was lost inside a transaction (MULTI or WATCH), and with it what the server knew of
 * the transaction. The command was not sent. Nothing of the transaction ran, unless EXEC itself had
 * been sent: that one fails with {@link CommandMayHaveRunException}. Begin the transaction again.
 */
public class TransactionLostException extends RedisConnectionException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public TransactionLostException(String message) {
        super(message);
    }
}
