package dev.plinth.kafka;

import dev.plinth.api.PlinthException;

/** The kafka-clients on the classpath is not made as the adapter knows it. */
final class UnknownClientException extends PlinthException {

    private static final long serialVersionUID = 1L;

    UnknownClientException(String message) {
        super(message);
    }

    UnknownClientException(String message, Throwable cause) {
        super(message, cause);
    }
}
