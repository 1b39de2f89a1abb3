package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.Receiver;
import dev.plinth.netty.CorePlacement;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Receiving into buffers that a core's connections share: each gets its own bytes, all of them, in order. */
class BufferRingTest {

    private final ConcurrentLinkedQueue<AsyncConnection> accepted = new ConcurrentLinkedQueue<>();
    private AsyncRuntime runtime;
    private InetSocketAddress address;

    private void start(int receiveBuffers, Supplier<Receiver> receivers) {
        runtime = BareRuntime.start(new Rings(256, 4096, receiveBuffers), CorePlacement.UNPINNED);
        address = (InetSocketAddress) runtime.blockOn(runtime.listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        ListenOptions.defaults(),
                        connection -> {
                            accepted.add(connection);
                            connection.receive(receivers.get());
                        }))
                .localAddress();
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    @Test
    void theKernelOffersThem() {
        start(BufferRing.ENTRIES, Echo::new);
        assertThat(BufferRingMemory.unavailable()).isNull();
    }

    /** 0: none, so each read is an operation with a buffer of its own. 2: mostly there is none left. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2, BufferRing.ENTRIES})
    void aHundredConnectionsGetTheirOwnBytesBack(int receiveBuffers) throws Exception {
        start(receiveBuffers, Echo::new);
        List<SocketChannel> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                clients.add(SocketChannel.open(address));
            }
            for (int round = 0; round < 20; round++) {
                int size = 1 + round * 337;
                for (int i = 0; i < clients.size(); i++) {
                    write(clients.get(i), pattern(i + round, size));
                }
                for (int i = 0; i < clients.size(); i++) {
                    assertThat(read(clients.get(i), size))
                            .as("connection %s, round %s", i, round)
                            .isEqualTo(pattern(i + round, size));
                }
            }
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    /** Streams get large buffers of their own, messages small ones of the ring: from one to the other and back. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2, BufferRing.ENTRIES})
    void streamsAndMessagesInTurn(int receiveBuffers) throws Exception {
        start(receiveBuffers, Echo::new);
        try (SocketChannel client = SocketChannel.open(address)) {
            for (int round = 0; round < 5; round++) {
                byte[] stream = pattern(round, 4 << 20);
                CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(client, stream));
                assertThat(read(client, stream.length)).isEqualTo(stream);
                written.join();
                for (int i = 0; i < 50; i++) {
                    byte[] message = pattern(i, 64);
                    write(client, message);
                    assertThat(read(client, message.length)).isEqualTo(message);
                }
            }
        }
    }

    @Test
    void whilePausedOnlyALittleIsReadAndAllOfItComesLater() throws Exception {
        Pausing receiver = new Pausing();
        start(BufferRing.ENTRIES, () -> receiver);
        try (SocketChannel client = SocketChannel.open()) {
            client.setOption(StandardSocketOptions.SO_SNDBUF, 2 << 20);
            client.connect(address);
            write(client, pattern(0, 100));
            await().until(() -> receiver.pauses == 1);
            client.configureBlocking(false);
            ByteBuffer rest = ByteBuffer.wrap(pattern(1, 16 << 20));
            await().until(() -> client.write(rest) == 0 && rest.position() > 256 << 10);
            assertThat(accepted.element().stats().bytesRead()).isLessThan(128 << 10);
            assertThat(receiver.pauses).isEqualTo(1);

            client.configureBlocking(true);
            receiver.connection.resumeReceive();
            CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(client, rest));
            await().until(() -> receiver.count == 100 + (16 << 20));
            written.join();
            assertThat(receiver.wrong).isZero();
            assertThat(receiver.pauses).isGreaterThan(1);
        }
    }

    @Test
    void connectionsThatEndAmidAStreamKeepNoBuffers() throws Exception {
        start(BufferRing.ENTRIES, Echo::new);
        endAmidAStream(20);
        long before = runtime.stats().pooledBytes();
        endAmidAStream(100);
        // A leak of one per connection would be 100 of 2 KiB, or of 64.
        assertThat(runtime.stats().pooledBytes()).isLessThan(before + 80L * ReadSize.SMALL);
    }

    /** One connection after the other. */
    private void endAmidAStream(int connections) throws Exception {
        for (int i = 0; i < connections; i++) {
            SocketChannel client = SocketChannel.open(address);
            write(client, pattern(i, 40_000));
            AsyncConnection connection =
                    await().pollInterval(Duration.ofMillis(1)).until(accepted::poll, Objects::nonNull);
            if (i % 2 == 0) {
                connection.abort();
            } else {
                client.close();
            }
            runtime.blockOn(connection.onClose());
            client.close();
        }
    }

    private static byte[] pattern(int seed, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = at(seed, i);
        }
        return bytes;
    }

    private static byte at(int seed, long position) {
        return (byte) (seed * 17 + position * 31 + position / 997);
    }

    private static void write(SocketChannel client, byte[] bytes) {
        write(client, ByteBuffer.wrap(bytes));
    }

    private static void write(SocketChannel client, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                client.write(bytes);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] read(SocketChannel client, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining() && client.read(bytes) >= 0) {
            // until it is full
        }
        return bytes.array();
    }

    /** Pauses after the first buffer, and after each hundredth for a moment. */
    private static final class Pausing implements Receiver {

        private volatile AsyncConnection connection;
        private volatile int pauses;
        private volatile long count;
        private volatile long wrong;
        private int buffers;

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes them
        public void onReceive(AsyncConnection from, ByteBuffer data) {
            connection = from;
            while (data.hasRemaining()) {
                byte expected = count < 100 ? at(0, count) : at(1, count - 100);
                if (data.get() != expected) {
                    wrong++;
                }
                count++;
            }
            if (buffers++ % 100 == 0) {
                from.pauseReceive();
                pauses++;
                if (buffers > 1) {
                    from.resumeReceive();
                }
            }
        }

        @Override
        public void onClosed(AsyncConnection from, Throwable cause) {}
    }
}
