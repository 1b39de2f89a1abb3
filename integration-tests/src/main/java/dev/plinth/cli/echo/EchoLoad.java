package dev.plinth.cli.echo;

import dev.plinth.cli.load.CpuClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Keeps messages in flight on connections to an echo server, from one thread, and measures: what
 * comes back is answered with as many new messages. The server's CPU time is read at the two ends of
 * the window by the same thread that counts.
 */
final class EchoLoad implements AutoCloseable {

    /** The size of a message, bytes. */
    static final int MESSAGE = 64;

    private static final int MAX_DEPTH = 64;
    private static final long LONGEST_NANOS = 10_000_000_000L;
    private static final int STUCK_MILLIS = 5_000;

    private final Selector selector = Selector.open();
    private final List<Connection> connections = new ArrayList<>();
    private final ByteBuffer received = ByteBuffer.allocateDirect(MESSAGE * MAX_DEPTH);
    private final ByteBuffer messages = ByteBuffer.allocateDirect(MESSAGE * MAX_DEPTH);
    private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);
    private final int depth;
    private boolean measuring;
    private long count;

    /**
     * Connects, and sees that each connection echoes.
     *
     * @param depth how many messages each connection keeps in flight, at most 64
     */
    EchoLoad(int port, int connections, int depth) throws IOException {
        if (depth < 1 || depth > MAX_DEPTH) {
            throw new IllegalArgumentException("depth " + depth + " is out of range: 1 to " + MAX_DEPTH);
        }
        this.depth = depth;
        for (int i = 0; i < messages.capacity(); i++) {
            messages.put(i, (byte) i);
        }
        try {
            for (int i = 0; i < connections; i++) {
                this.connections.add(new Connection(port));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Runs: {@code count, nanos, cpuNanos} (of process {@code pid}), {@code p50Nanos, p99Nanos}. */
    Map<String, Object> run(long rampMillis, long windowMillis, long pid) throws IOException {
        for (Connection connection : connections) {
            connection.send(depth);
        }
        runUntil(System.nanoTime() + rampMillis * 1_000_000);
        CpuClock cpu = CpuClock.start(pid);
        long before = count;
        long start = System.nanoTime();
        measuring = true;
        runUntil(start + windowMillis * 1_000_000);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("nanos", System.nanoTime() - start);
        result.put("cpuNanos", cpu.elapsedNanos());
        result.put("count", count - before);
        result.put("p50Nanos", latencies.getValueAtPercentile(50));
        result.put("p99Nanos", latencies.getValueAtPercentile(99));
        return result;
    }

    private void runUntil(long end) throws IOException {
        long last = System.nanoTime();
        while (last < end) {
            if (selector.select(this::ready, STUCK_MILLIS) == 0 && System.nanoTime() - last > STUCK_MILLIS * 900_000L) {
                throw new IOException("nothing came back for " + STUCK_MILLIS / 1000 + " s");
            }
            last = System.nanoTime();
        }
    }

    private void ready(SelectionKey key) {
        try {
            ((Connection) key.attachment()).receive();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.channel.close();
        }
        selector.close();
    }

    /** One connection, and when what is in flight on it was sent. */
    private final class Connection {

        private final SocketChannel channel;
        private final long[] sentAt = new long[MAX_DEPTH];
        private int sent;
        private int answered;
        private int part;

        Connection(int port) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            check();
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        private void check() throws IOException {
            channel.write(messages.clear().limit(MESSAGE));
            received.clear().limit(MESSAGE);
            while (received.hasRemaining()) {
                if (channel.read(received) < 0) {
                    throw new IOException("the server closed the connection");
                }
            }
            if (!received.flip().equals(messages.flip())) {
                throw new IOException("what came back is not what was sent");
            }
        }

        void send(int howMany) throws IOException {
            long now = System.nanoTime();
            for (int i = 0; i < howMany; i++) {
                sentAt[sent++ & MAX_DEPTH - 1] = now;
            }
            messages.clear().limit(howMany * MESSAGE);
            while (messages.hasRemaining()) {
                channel.write(messages);
            }
        }

        void receive() throws IOException {
            int n = channel.read(received.clear());
            if (n < 0) {
                throw new IOException("the server closed the connection");
            }
            int whole = (part + n) / MESSAGE;
            part = (part + n) % MESSAGE;
            if (whole == 0) {
                return;
            }
            if (measuring) {
                long now = System.nanoTime();
                for (int i = 0; i < whole; i++) {
                    latencies.recordValue(Math.min(now - sentAt[answered + i & MAX_DEPTH - 1], LONGEST_NANOS));
                }
            }
            answered += whole;
            count += whole;
            send(whole);
        }
    }
}
