package dev.plinth.backend.virtualthreads;

import dev.plinth.api.TlsOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * TLS by the JDK's own socket, on top of a channel. Half-close works with TLS 1.3; before that a
 * close_notify ends both directions (RFC 5246, section 7.2.1).
 */
final class TlsTransport implements Transport {

    /** The most that one TLS record carries (RFC 8446, section 5.1). */
    private static final int RECORD = 16 << 10;

    private final Transport plain;
    private final SSLSocket socket;
    private final SSLSession session;
    private final InputStream in;
    private final OutputStream out;
    private byte[] record;

    private TlsTransport(Transport plain, SSLSocket socket) throws IOException {
        this.plain = plain;
        this.socket = socket;
        this.session = socket.getSession();
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /**
     * Does the handshake. Blocks; closing {@code channel} ends it.
     *
     * @param host the name or address that the user gave, for the check of the certificate and SNI
     */
    static Transport handshake(SocketChannel channel, TlsOptions tls, String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket)
                tls.context().getSocketFactory().createSocket(channel.socket(), tls.checkedName(host), port, true);
        socket.setUseClientMode(tls.isClient());
        socket.setSSLParameters(tls.parameters(socket.getSSLParameters(), host));
        socket.startHandshake();
        return new TlsTransport(new PlainTransport(channel), socket);
    }

    @Override
    public ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes);
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        int count = in.read(dst.array(), dst.arrayOffset() + dst.position(), dst.remaining());
        if (count > 0) {
            dst.position(dst.position() + count);
        }
        return count;
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        int count = Math.min(RECORD, src.remaining());
        if (src.hasArray()) {
            out.write(src.array(), src.arrayOffset() + src.position(), count);
            src.position(src.position() + count);
        } else {
            if (record == null) {
                record = new byte[RECORD];
            }
            src.get(record, 0, count);
            out.write(record, 0, count);
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Without a close_notify, which could block: {@link #shutdownOutput} sends it. */
    @Override
    public void close() {
        plain.close();
    }

    @Override
    public SocketChannel channel() {
        return plain.channel();
    }

    @Override
    public SSLSession session() {
        return session;
    }
}
