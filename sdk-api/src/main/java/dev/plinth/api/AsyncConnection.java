package dev.plinth.api;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import reactor.core.publisher.Mono;

/**
 * A byte stream to a peer that lives on one core of an {@link AsyncRuntime}.
 *
 * <h2>Threading</h2>
 *
 * Every completion and every call to a {@link Receiver} happens on {@link #core()}. The methods may
 * be called from any thread, {@link #send} and {@link #flush} excepted: those belong to the core.
 *
 * <h2>Two ways to use it</h2>
 *
 * <b>Pull</b>: {@link #read} into a buffer of the caller's, {@link #write} from one; both are lazy
 * Monos. <b>Push</b>, for engines on the hot path: {@link #receive} installs a {@link Receiver} that
 * is handed the bytes as they arrive, {@link #send} gathers answers that go out in one flush at the
 * end of the loop's turn. Neither makes an object per operation. A connection is in push mode from
 * the call to {@link #receive} on; {@link #write} may be used with both.
 *
 * <h2>Errors</h2>
 *
 * Operations on a closed connection, and those that closing cuts off, fail with {@link
 * ConnectionClosedException}. A reset by the peer or another failure of the transport closes the
 * connection; it is the cause of that exception.
 */
public interface AsyncConnection {

    /** The core that this connection belongs to. Constant. */
    int core();

    /** The address at this end. Known after close, too. */
    SocketAddress localAddress();

    /** The address of the peer. Known after close, too. */
    SocketAddress remoteAddress();

    /** Whether neither end has closed the connection as a whole; a half-closed one is open. */
    boolean isOpen();

    /** The TLS session, or empty on a connection without TLS. */
    Optional<SSLSession> tlsSession();

    /**
     * Reads what is there, at least one byte, into {@code dst}, and advances its position.
     *
     * <p>Completes with the number of bytes, or with -1 once the peer has ended its output and all was
     * read (again and again, if asked again, until this end closes). {@code dst} belongs to the connection until then. A
     * cancelled read loses nothing: its bytes go to the next read.
     *
     * <p>Signals {@link IllegalStateException} if another read is pending or the connection is in push
     * mode, {@link IllegalArgumentException} if {@code dst} has no room or is read-only, {@link
     * ReadTimeoutException} when nothing came for {@link ConnectOptions#readTimeout()}; the connection
     * stays usable after each of these.
     */
    Mono<Integer> read(ByteBuffer dst);

    /**
     * Writes all of {@code src}. Completes when the transport (the kernel, or the TLS layer and then
     * the kernel) has taken the last byte, with {@code src} at its limit. Until then {@code src}
     * belongs to the connection. Writes go out in the order in which they were subscribed to, whole,
     * and behind what {@link #send} gathered before them.
     *
     * <p>A cancelled write of which no byte has been taken is withdrawn. One that has begun is carried
     * on to its end, and {@code src} stays the connection's until it is closed.
     *
     * <p>Signals {@link WriteBufferFullException} if other writes are pending and this one would lift
     * the bytes that wait above {@link ConnectOptions#writeLimit()} (a single write of any size is
     * taken), {@link WriteTimeoutException} if the peer took nothing for {@link
     * ConnectOptions#writeTimeout()}, which also closes the connection: half a message is on the wire.
     */
    Mono<Void> write(ByteBuffer src);

    /**
     * Switches to push mode: from now on every byte goes to {@code receiver}, beginning with any that
     * arrived before. If the connection is closed by now, the receiver is told so ({@link
     * Receiver#onClosed}), and nothing else.
     *
     * @throws IllegalStateException if a receiver is installed or a read is pending
     */
    void receive(Receiver receiver);

    /**
     * Push mode: no more {@link Receiver#onReceive} until {@link #resumeReceive}; called on the core,
     * with effect at once. The runtime then holds at most what it had read already, and the peer is
     * held up by TCP.
     */
    void pauseReceive();

    /** Push mode: undoes {@link #pauseReceive}. */
    void resumeReceive();

    /**
     * Gathers a copy of {@code src} and sends it at the end of the loop's turn, with whatever else was
     * gathered, in one flush; behind every {@link #write} subscribed to before. On the core only. There is no completion: a failure closes the
     * connection, and {@link Receiver#onClosed} tells.
     *
     * @return whether there is room for more: false once {@link ConnectOptions#writeHighWater()} bytes
     *     wait; {@link Receiver#onWritable} is called when they have gone. The bytes are taken in
     *     either case
     * @throws WriteBufferFullException if {@link ConnectOptions#writeLimit()} would be exceeded; the
     *     bytes are not taken
     * @throws ConnectionClosedException if the connection, or its output, is closed
     * @throws IllegalStateException if called off the core
     */
    boolean send(ByteBuffer src);

    /**
     * Hands what was gathered to the transport now rather than at the end of the turn; one that submits
     * in batches (io_uring) may still send it at the end. On the core only.
     *
     * @throws IllegalStateException if called off the core
     */
    void flush();

    /**
     * Bytes that were written or gathered and that the transport has not yet taken. Exact on the core,
     * a recent value elsewhere.
     */
    long pendingWriteBytes();

    /**
     * Ends this end's output once everything written before has gone; the peer reads end of stream,
     * reading here goes on. Later writes fail with {@link ConnectionClosedException}. In push mode the
     * connection closes once both ends have ended their output; in pull mode it stays until this end
     * closes it, so that a reader does not miss the end.
     */
    Mono<Void> shutdownOutput();

    /**
     * Closes in good order: a pending read fails at once, what was written or gathered before still
     * goes out, for at most {@link RuntimeConfig#CLOSE_TIMEOUT}, and then the connection is closed;
     * writes that the peer did not take by then fail. Completes when it is closed, at once if it was.
     * Lazy like all Monos here: subscribe.
     */
    Mono<Void> close();

    /** Closes at once: everything pending fails, nothing more is sent. Returns without waiting. */
    void abort();

    /** What has passed over it so far. Exact on the core, recent values elsewhere. Known after close, too. */
    ConnectionStats stats();

    /** Completes when the connection is closed, by whomever; never signals an error. */
    Mono<Void> onClose();

    /** The connection as something more specific; empty if it is no such thing. */
    <T> Optional<T> unwrap(Class<T> type);
}
