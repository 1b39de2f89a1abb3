package dev.plinth.redis;

import io.lettuce.core.RedisException;

/**
 * A command was not sent because too many wait on its connection already ({@link
 * RedisConfig#REQUEST_QUEUE_SIZE}). It has not run; wait for earlier ones, then send it again.
 */
public class RequestQueueFullException extends RedisException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public RequestQueueFullException(String message) {
        super(message);
    }

    /** No stack trace: under overload there may be a million of these in a second, all of one place. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
