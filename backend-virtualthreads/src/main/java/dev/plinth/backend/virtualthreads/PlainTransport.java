package dev.plinth.backend.virtualthreads;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TCP. */
final class PlainTransport implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(PlainTransport.class);

    /** The JDK copies a heap buffer into a direct one of the same size, which it keeps: not too much at once. */
    private static final int SLICE = 128 << 10;

    private final SocketChannel channel;

    PlainTransport(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes);
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return channel.read(dst);
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        int limit = src.limit();
        if (!src.isDirect() && src.remaining() > SLICE) {
            src.limit(src.position() + SLICE);
        }
        try {
            channel.write(src);
        } finally {
            src.limit(limit);
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Closing {} failed", channel, e);
        }
    }

    @Override
    public SocketChannel channel() {
        return channel;
    }

    @Override
    public SSLSession session() {
        return null;
    }
}
