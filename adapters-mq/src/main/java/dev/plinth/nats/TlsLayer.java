package dev.plinth.nats;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.PlinthException;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.TlsException;
import io.nats.client.support.NatsUri;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * TLS on a connection that began without: a NATS server greets in the clear, and only then is it known whether it
 * speaks TLS. (A runtime's own TLS begins with the first byte.) On the core, but for the handshake's long computations.
 */
final class TlsLayer {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Engine engine;
    private final AsyncConnection connection;
    private final FrameParser parser;
    private final Runnable secured;
    private final Consumer<PlinthException> failed;
    private final String label;
    private final SSLEngine ssl;
    private ByteBuffer encrypted;
    private ByteBuffer plain;
    private ByteBuffer out;
    private boolean computing;
    private boolean open;
    private boolean writable = true;

    TlsLayer(
            Engine engine,
            AsyncConnection connection,
            NatsUri uri,
            FrameParser parser,
            Runnable secured,
            Consumer<PlinthException> failed) {
        this.engine = engine;
        this.connection = connection;
        this.parser = parser;
        this.secured = secured;
        this.failed = failed;
        this.label = NatsUrls.label(uri);
        this.ssl = NatsUrls.tls(engine, uri).newEngine(NatsUrls.nameToCheck(engine.options(), uri), uri.getPort());
        int packet = ssl.getSession().getPacketBufferSize();
        this.encrypted = ByteBuffer.allocate(2 * packet);
        this.plain = ByteBuffer.allocate(ssl.getSession().getApplicationBufferSize());
        this.out = ByteBuffer.allocate(packet);
    }

    void start() {
        guarded(() -> {
            ssl.beginHandshake();
            handshake(ssl.getHandshakeStatus());
        });
    }

    void received(ByteBuffer data) {
        if (encrypted.remaining() < data.remaining()) {
            ByteBuffer larger = ByteBuffer.allocate(encrypted.position() + data.remaining() + encrypted.capacity());
            encrypted = larger.put(encrypted.flip());
        }
        encrypted.put(data);
        guarded(this::unwrap);
    }

    /** As {@link AsyncConnection#send}. */
    boolean send(ByteBuffer content) {
        guarded(() -> {
            while (content.hasRemaining()) {
                wrap(content);
            }
        });
        return writable;
    }

    void close() {
        ssl.closeOutbound();
        guarded(() -> wrap(NOTHING));
    }

    private interface Step {
        void run() throws SSLException;
    }

    private void guarded(Step step) {
        try {
            step.run();
        } catch (SSLException e) {
            failed.accept(new TlsException(
                    label + ": TLS failed: " + e.getMessage()
                            + ". Check that the certificate is for this host, and that it is trusted (sslContext in the"
                            + " options)",
                    e));
        }
    }

    private void unwrap() throws SSLException {
        encrypted.flip();
        try {
            while (encrypted.hasRemaining() && !computing) {
                SSLEngineResult result = ssl.unwrap(encrypted, plain);
                if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                    plain = ByteBuffer.allocate(ssl.getSession().getApplicationBufferSize() + plain.capacity());
                    continue;
                }
                if (plain.position() > 0) {
                    parser.feed(plain.flip());
                    plain.clear();
                }
                if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                    break;
                }
                if (result.getStatus() == Status.CLOSED) {
                    connection.close().subscribe();
                    break;
                }
                handshake(result.getHandshakeStatus());
            }
        } finally {
            encrypted.compact();
        }
    }

    private void wrap(ByteBuffer content) throws SSLException {
        SSLEngineResult result = ssl.wrap(content, out);
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            out = ByteBuffer.allocate(ssl.getSession().getPacketBufferSize() + out.capacity());
            return;
        }
        out.flip();
        if (out.hasRemaining()) {
            writable = connection.send(out);
        }
        out.clear();
        if (result.getStatus() == Status.CLOSED) {
            throw new SSLException("the connection was closed");
        }
        handshake(result.getHandshakeStatus());
    }

    private void handshake(HandshakeStatus status) throws SSLException {
        switch (status) {
            case FINISHED -> opened();
            case NEED_WRAP -> {
                if (!ssl.isOutboundDone()) {
                    wrap(NOTHING);
                }
            }
            case NEED_TASK -> compute();
            default -> {
                // more has to come from the server, or there is no handshake
            }
        }
    }

    private void opened() {
        if (!open) {
            open = true;
            secured.run();
        }
    }

    private void compute() {
        computing = true;
        Login.offCore(() -> {
            for (Runnable task; (task = ssl.getDelegatedTask()) != null; ) {
                task.run();
            }
            try {
                engine.runtime().execute(engine.core(), () -> {
                    computing = false;
                    guarded(() -> {
                        handshake(ssl.getHandshakeStatus());
                        unwrap();
                    });
                });
            } catch (RuntimeClosedException e) {
                failed.accept(e);
            }
        });
    }
}
