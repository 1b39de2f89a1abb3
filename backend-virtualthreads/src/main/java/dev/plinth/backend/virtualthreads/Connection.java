package dev.plinth.backend.virtualthreads;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.ConnectionStats;
import dev.plinth.api.Receiver;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.StreamOptions;
import dev.plinth.api.WriteTimeoutException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** A connection: {@link Inbound} and {@link Outbound}, and how it closes. State belongs to the core. */
final class Connection implements AsyncConnection {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** The next in the core's list of those to flush. The core's. */
    Connection nextDirty;

    private final Core core;
    private final Lane lane;
    private final Transport transport;
    private final SocketAddress local;
    private final SocketAddress remote;
    private final Duration closeTimeout;
    private final Inbound inbound;
    private final Outbound outbound;
    private final Waiters forClose;
    private final Waiters forFinish;
    private volatile boolean open = true;
    private boolean dirty;
    private boolean closing;
    private boolean closed;
    private boolean told;
    private boolean receiverTold;
    private Throwable cause;
    private volatile Throwable errorCause;

    /** On the core of {@code lane}, in which its callbacks and completions will be run. */
    Connection(Lane lane, Threads threads, Transport transport, StreamOptions options, RuntimeConfig config)
            throws IOException {
        this.lane = lane;
        this.core = lane.core();
        this.transport = transport;
        this.forClose = new Waiters(core);
        this.forFinish = new Waiters(core);
        this.local = transport.channel().getLocalAddress();
        this.remote = transport.channel().getRemoteAddress();
        this.closeTimeout = config.get(RuntimeConfig.CLOSE_TIMEOUT);
        this.inbound = new Inbound(this, lane, transport, threads, options.readTimeout(config));
        Outbound.Marks marks = new Outbound.Marks(
                options.writeLowWater(config), options.writeHighWater(config), options.writeLimit(config));
        this.outbound = new Outbound(this, lane, transport, threads, marks, options.writeTimeout(config));
        core.connections().add(this);
    }

    @Override
    public int core() {
        return core.index();
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public Optional<SSLSession> tlsSession() {
        return Optional.ofNullable(transport.session());
    }

    @Override
    public Mono<Integer> read(ByteBuffer dst) {
        return inbound.read(dst);
    }

    @Override
    public Mono<Void> write(ByteBuffer src) {
        return outbound.write(src);
    }

    @Override
    public void receive(Receiver receiver) {
        inbound.receive(receiver);
    }

    @Override
    public void pauseReceive() {
        core.runOrSubmit(inbound::pause);
    }

    @Override
    public void resumeReceive() {
        core.runOrSubmit(inbound::resume);
    }

    @Override
    public boolean send(ByteBuffer src) {
        checkOnCore("send");
        if (closed || outbound.isFinishing()) {
            throw closedError();
        }
        return outbound.send(src);
    }

    @Override
    public void flush() {
        checkOnCore("flush");
        outbound.pump();
        if (Carriers.only()) {
            Thread.yield(); // or the writer could not run before this turn has ended
        }
    }

    @Override
    public long pendingWriteBytes() {
        return outbound.pending();
    }

    private void checkOnCore(String method) {
        if (!core.isCurrent()) {
            throw new IllegalStateException(method + " belongs to core " + core.index() + " ("
                    + core.thread().getName()
                    + "), it was called on " + Thread.currentThread().getName()
                    + ": use runtime.execute(connection.core(), …), or write()");
        }
    }

    /** Has {@link #flushTurn} called at the end of this turn. */
    void markDirty() {
        if (!dirty) {
            dirty = true;
            core.markDirty(this);
        }
    }

    void flushTurn() {
        dirty = false;
        outbound.pump();
    }

    @Override
    public Mono<Void> shutdownOutput() {
        return Mono.create(sink -> {
            if (!lane.runOrSubmit(() -> startFinish(sink))) {
                sink.error(closedError());
            }
        });
    }

    private void startFinish(MonoSink<Void> sink) {
        if (closed || closing) {
            sink.error(closedError());
        } else if (outbound.hasFinished()) {
            sink.success();
        } else {
            forFinish.add(sink);
            outbound.finish();
        }
    }

    @Override
    public Mono<Void> close() {
        return Mono.create(sink -> {
            if (!lane.runOrSubmit(() -> startClose(sink))) {
                sink.success();
            }
        });
    }

    private void startClose(MonoSink<Void> sink) {
        if (told) {
            sink.success();
            return;
        }
        forClose.add(sink);
        if (closing || closed) {
            return;
        }
        closing = true;
        open = false;
        inbound.discard(closedError());
        if (outbound.hasFinished() || closeTimeout.isZero()) {
            closeNow(null, null);
        } else if (!closed) {
            core.timers().add(inLane(closeTimeout, this::closeTimedOut));
            outbound.finish();
        }
    }

    private TimedTask inLane(Duration delay, Runnable task) {
        return new TimedTask(core, Timers.dueIn(delay), () -> lane.runOrSubmit(task), null);
    }

    private void closeTimedOut() {
        closeNow(
                null,
                new IOException(
                        "the connection was closed, and the peer did not take all that was written before within "
                                + closeTimeout));
    }

    @Override
    public void abort() {
        open = false;
        lane.runOrSubmit(() -> closeNow(null, null));
    }

    @Override
    public ConnectionStats stats() {
        return new ConnectionStats(inbound.bytes(), outbound.taken(), inbound.reads(), outbound.writes());
    }

    @Override
    public Mono<Void> onClose() {
        return Mono.create(sink -> {
            if (!lane.runOrSubmit(() -> awaitClose(sink))) {
                sink.success();
            }
        });
    }

    private void awaitClose(MonoSink<Void> sink) {
        if (told) {
            sink.success();
        } else {
            forClose.add(sink);
        }
    }

    /**
     * Closes at once.
     *
     * @param reported what the receiver is told, null if this end closes
     * @param error the cause of what pending operations fail with, or null
     */
    void closeNow(Throwable reported, Throwable error) {
        if (closed) {
            return;
        }
        closed = true;
        open = false;
        cause = closing ? null : reported;
        errorCause = error;
        transport.close();
        inbound.close(closedError());
        outbound.close(error instanceof WriteTimeoutException timeout ? timeout : closedError());
        if (outbound.isQuiet()) {
            writerIsQuiet();
        }
    }

    /** The runtime ends. On the core. */
    void runtimeClosed(RuntimeException why) {
        lane.runOrSubmit(() -> closeNow(null, why));
    }

    /** Nothing that was handed to the writer is in use any more, and the connection is closed. */
    void writerIsQuiet() {
        // not from within a call to the receiver
        if (!lane.submit(this::tellClosed)) {
            tellClosed();
        }
    }

    private void tellClosed() {
        if (told) {
            return;
        }
        told = true;
        core.connections().closed(this);
        Receiver receiver = inbound.receiver();
        if (receiver != null) {
            tellClosed(receiver);
        }
        forFinish.fail(this::closedError);
        forClose.complete();
    }

    private void tellClosed(Receiver receiver) {
        if (receiverTold) {
            return; // it was installed while the connection was closing
        }
        receiverTold = true;
        try {
            receiver.onClosed(this, cause);
        } catch (Throwable t) {
            LOG.error("The receiver of {} failed in onClosed", this, t);
        }
    }

    /** A receiver was installed on a closed connection. */
    void tellLate(Receiver receiver) {
        if (told) {
            tellClosed(receiver);
        }
    }

    void tellWritable() {
        Receiver receiver = inbound.receiver();
        if (receiver != null) {
            try {
                receiver.onWritable(this);
            } catch (Throwable t) {
                closeNow(t, t);
            }
        }
    }

    /** Push mode ends with both outputs; in pull mode somebody may still want to read the end. */
    void receiverSawEnd() {
        if (outbound.hasFinished()) {
            closeNow(null, null);
        }
    }

    /** This end's output has been ended. */
    void outputFinished() {
        if (closing || inbound.hasToldEnd()) {
            closeNow(null, null);
        }
        forFinish.complete();
    }

    /** Why an operation fails. From any thread. */
    ConnectionClosedException closedError() {
        Throwable why = errorCause;
        if (why != null) {
            return new ConnectionClosedException(this + " is closed: " + why.getMessage(), why);
        }
        String state = open ? " has its output ended by shutdownOutput(): it takes no more writes" : " is closed";
        return new ConnectionClosedException(this + state);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public String toString() {
        return "connection " + local + " to " + remote;
    }
}
