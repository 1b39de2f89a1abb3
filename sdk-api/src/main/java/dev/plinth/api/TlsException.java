package dev.plinth.api;

/** A TLS handshake failed: an untrusted certificate, a host name that it is not for, no common protocol. */
public class TlsException extends ConnectException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public TlsException(String message) {
        super(message);
    }

    /** With a message and what caused it, which may be null. */
    public TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
