package dev.plinth.pool;

import java.util.concurrent.TimeoutException;

/** A health check that got no answer in time. */
final class HealthCheckException extends TimeoutException {

    private static final long serialVersionUID = 1L;

    HealthCheckException(String message) {
        super(message);
    }
}
