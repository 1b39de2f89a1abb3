package dev.plinth.redis;

import io.lettuce.core.RedisConnectionException;

/**
 * The connection was lost after a command was sent and before its answer came, or what came could not
 * be read as one: whether it ran is not known. It was not sent again ({@link RedisConfig#REPLAY}). Read back what it should have changed,
 * or send it again if running it twice does no harm.
 */
public class CommandMayHaveRunException extends RedisConnectionException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public CommandMayHaveRunException(String message) {
        super(message);
    }

    /** With what made the answer unreadable. */
    CommandMayHaveRunException(String message, Throwable cause) {
        super(message, cause);
    }

    /** No stack trace: thousands may be in flight, and where the loss was noticed tells nothing. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
