package dev.plinth.api;

/** More bytes wait to be written than the write limit allows: the peer, or the network, is slower than the writer. Wait for earlier writes, or for {@link Receiver#onWritable}. */
public class WriteBufferFullException extends PlinthException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public WriteBufferFullException(String message) {
        super(message);
    }

    /** With a message and what caused it, which may be null. */
    public WriteBufferFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
