package dev.plinth.api;

/** A setting has a value that cannot be used; the message names the setting, where the value came from and what is allowed. */
public class ConfigException extends PlinthException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public ConfigException(String message) {
        super(message);
    }

    /** With a message and what caused it, which may be null. */
    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
