package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.Receiver;
import dev.plinth.api.RuntimeConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the hot path leaves for the garbage collector: nothing. */
class AllocationTest {

    private static final int CONNECTIONS = 16;
    private static final int SIZE = 64;
    private static final int WARM_UP = 10_000;
    private static final int ROUNDS = 12_500;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void anEchoOfMessagesOfOneSizeAllocatesNothing() throws Exception {
        assertAllocatesNothing(SIZE, SIZE);
    }

    @Test
    void anEchoOfMessagesOfAllSizesAllocatesNothing() throws Exception {
        assertAllocatesNothing(1, 1500);
    }

    private void assertAllocatesNothing(int smallest, int largest) throws Exception {
        RuntimeConfig config =
                RuntimeConfig.builder().backend("percore-uring").cores(1).build();
        List<SocketChannel> clients = new ArrayList<>();
        try (AsyncRuntime runtime = AsyncRuntime.create(config)) {
            int port = listen(runtime);
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
            }
            long core = runtime.blockOn(
                    runtime.spawnOn(0, () -> Thread.currentThread().threadId()));
            echo(clients, WARM_UP, smallest, largest);

            long before = threads.getThreadAllocatedBytes(core);
            echo(clients, ROUNDS, smallest, largest);
            long allocated = threads.getThreadAllocatedBytes(core) - before;

            double perMessage = (double) allocated / (ROUNDS * CONNECTIONS);
            // Netty's ring makes one object of 16 bytes a turn. One per operation would be 32 a message or more.
            assertThat(perMessage).as("bytes per message").isLessThan(16);
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    private static int listen(AsyncRuntime runtime) {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ListenOptions options = ListenOptions.builder().build();
        return ((InetSocketAddress)
                        runtime.blockOn(runtime.listen(any, options, connection -> connection.receive(new Echo())))
                                .localAddress())
                .getPort();
    }

    private static void echo(List<SocketChannel> clients, int rounds, int smallest, int largest) throws IOException {
        ByteBuffer message = ByteBuffer.allocateDirect(largest);
        for (int i = 0; i < rounds; i++) {
            int size = smallest + i % (largest - smallest + 1);
            for (SocketChannel client : clients) {
                client.write(message.clear().limit(size));
            }
            for (SocketChannel client : clients) {
                message.clear().limit(size);
                while (message.hasRemaining()) {
                    client.read(message);
                }
            }
        }
    }

    private static final class Echo implements Receiver {

        @Override
        public void onReceive(AsyncConnection connection, ByteBuffer data) {
            connection.send(data);
        }

        @Override
        public void onClosed(AsyncConnection connection, Throwable cause) {}
    }
}
