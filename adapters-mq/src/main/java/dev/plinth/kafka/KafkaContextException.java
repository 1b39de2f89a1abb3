package dev.plinth.kafka;

import dev.plinth.api.PlinthException;

/**
 * What Plinth knows about an error of kafka-clients: added to it as a suppressed exception, never thrown by itself.
 * Its message names the client, its servers, what carries its bytes, and the last failure of its connections.
 */
public final class KafkaContextException extends PlinthException {

    private static final long serialVersionUID = 1L;

    KafkaContextException(String message) {
        super(message);
        setStackTrace(new StackTraceElement[0]);
    }
}
