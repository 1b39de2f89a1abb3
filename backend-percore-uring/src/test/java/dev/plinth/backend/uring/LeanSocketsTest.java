package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendContext;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ConnectionStats;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.Receiver;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.TcpOptions;
import dev.plinth.api.WriteTimeoutException;
import dev.plinth.netty.CorePlacement;
import io.netty.channel.Channel;
import io.netty.channel.unix.Socket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Connections that are no Netty channels: what the conformance kit cannot see of them. */
class LeanSocketsTest {

    private static final int TCP = 6;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;

    private final Queue<AsyncConnection> accepted = new ConcurrentLinkedQueue<>();

    private static AsyncRuntime start(RuntimeConfig.Builder config) {
        return new PercoreUringProvider().create(BackendContext.direct(config.build(), "percore-uring"));
    }

    private AsyncListener echo(AsyncRuntime runtime, TcpOptions tcp) {
        return runtime.blockOn(runtime.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ListenOptions.builder().tcp(tcp).build(),
                connection -> {
                    accepted.add(connection);
                    connection.receive(new Receiver() {
                        @Override
                        public void onReceive(AsyncConnection from, ByteBuffer data) {
                            from.send(data);
                        }

                        @Override
                        public void onClosed(AsyncConnection from, Throwable cause) {}
                    });
                }));
    }

    private static AsyncConnection connect(AsyncRuntime runtime, AsyncListener listener, TcpOptions tcp) {
        return runtime.blockOn(runtime.connect(
                listener.localAddress(), ConnectOptions.builder().tcp(tcp).build()));
    }

    private static Receiver counting(AtomicLong received) {
        return new Receiver() {
            @Override
            public void onReceive(AsyncConnection from, ByteBuffer data) {
                received.addAndGet(data.remaining());
            }

            @Override
            public void onClosed(AsyncConnection from, Throwable cause) {}
        };
    }

    @Test
    void theyAreNamedAndAreNoChannels() {
        try (AsyncRuntime runtime = start(RuntimeConfig.builder().cores(1))) {
            assertThat(runtime.info().details())
                    .containsEntry("connections", "lean, without a Netty channel; with TLS on a channel");
            AsyncConnection connection = connect(runtime, echo(runtime, TcpOptions.defaults()), TcpOptions.defaults());
            assertThat(connection.unwrap(Channel.class)).isEmpty();
        }
    }

    @Test
    void tcpOptionsReachTheSockets() throws Exception {
        TcpOptions tcp = TcpOptions.defaults()
                .withNoDelay(false)
                .withKeepAlive(Duration.ofSeconds(91), Duration.ofSeconds(13), 5)
                .withSendBuffer(64 << 10)
                .withReceiveBuffer(48 << 10);
        try (AsyncRuntime runtime = start(RuntimeConfig.builder().cores(1))) {
            AsyncConnection connection = connect(runtime, echo(runtime, tcp), tcp);
            await().until(() -> !accepted.isEmpty());
            for (AsyncConnection end : List.of(connection, accepted.element())) {
                Socket socket = end.unwrap(Socket.class).orElseThrow();
                assertThat(socket.isTcpNoDelay()).isFalse();
                assertThat(socket.isKeepAlive()).isTrue();
                assertThat(socket.getIntOpt(TCP, TCP_KEEPIDLE)).isEqualTo(91);
                assertThat(socket.getIntOpt(TCP, TCP_KEEPINTVL)).isEqualTo(13);
                assertThat(socket.getIntOpt(TCP, TCP_KEEPCNT)).isEqualTo(5);
                assertThat(socket.getSendBufferSize()).isEqualTo(2 * (64 << 10)); // the kernel doubles it
                assertThat(socket.getReceiveBufferSize()).isEqualTo(2 * (48 << 10));
            }
        }
    }

    @Test
    void aListenerOnAnyAddressTakesBothFamilies() {
        try (AsyncRuntime runtime = start(RuntimeConfig.builder().cores(1))) {
            AsyncListener listener = runtime.blockOn(runtime.listen(
                    new InetSocketAddress(0), ListenOptions.builder().build(), accepted::add));
            int port = ((InetSocketAddress) listener.localAddress()).getPort();
            int expected = 0;
            for (String host : Socket.isIPv6Preferred() ? List.of("127.0.0.1", "::1") : List.of("127.0.0.1")) {
                runtime.blockOn(runtime.connect(new InetSocketAddress(host, port), ConnectOptions.defaults()));
                int count = ++expected;
                await().until(() -> accepted.size() == count);
            }
        }
    }

    /** More operations in a turn than the submission queue has room for. */
    @Test
    void aFullSubmissionQueueLosesNothing() {
        int connections = 200;
        AtomicLong echoed = new AtomicLong();
        try (AsyncRuntime runtime = start(RuntimeConfig.builder().cores(1).set(UringConfig.RING_DEPTH, 16))) {
            AsyncListener listener = echo(runtime, TcpOptions.defaults());
            List<AsyncConnection> clients = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                AsyncConnection client = connect(runtime, listener, TcpOptions.defaults());
                client.receive(counting(echoed));
                clients.add(client);
            }
            runtime.execute(0, () -> clients.forEach(client -> client.send(ByteBuffer.allocate(1000))));
            await().until(() -> echoed.get() == connections * 1000L);
        }
    }

    /** More results in a turn than the completion queue has room for: all of them from connections. */
    @Test
    void aFullCompletionQueueLosesNothing() {
        int connections = 300;
        int rounds = 5;
        AtomicLong echoed = new AtomicLong();
        try (AsyncRuntime runtime = BareRuntime.start(new Rings(16, 32, BufferRing.ENTRIES), CorePlacement.UNPINNED)) {
            AsyncListener listener = echo(runtime, TcpOptions.defaults());
            List<AsyncConnection> clients = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                AsyncConnection client = connect(runtime, listener, TcpOptions.defaults());
                client.receive(counting(echoed));
                clients.add(client);
            }
            for (int round = 1; round <= rounds; round++) {
                runtime.execute(0, () -> clients.forEach(client -> client.send(ByteBuffer.allocate(1000))));
                long expected = round * connections * 1000L;
                await().until(() -> echoed.get() == expected);
            }
            assertThat(clients).allMatch(AsyncConnection::isOpen);
            assertThat(runtime.stats().cores().get(0).ring().orElseThrow().overflows())
                    .isPositive();
        }
    }

    @Test
    void theirBuffersAreCounted() {
        try (AsyncRuntime runtime = start(RuntimeConfig.builder().cores(1))) {
            AsyncListener listener = echo(runtime, TcpOptions.defaults());
            long before = runtime.stats().pooledBytes();
            for (int i = 0; i < 20; i++) {
                connect(runtime, listener, TcpOptions.defaults());
            }
            await().until(() -> runtime.stats().pooledBytes() >= before + 20L * ReadSize.SMALL);
        }
    }

    @Test
    void theyCountWhatPasses() {
        try (AsyncRuntime runtime = start(RuntimeConfig.builder().cores(1))) {
            AsyncConnection connection = connect(runtime, echo(runtime, TcpOptions.defaults()), TcpOptions.defaults());
            runtime.blockOn(connection.write(ByteBuffer.allocate(100)));
            ByteBuffer answer = ByteBuffer.allocate(100);
            runtime.blockOn(Mono.defer(() -> connection.read(answer))
                    .repeat(answer::hasRemaining)
                    .then());
            assertThat(connection.stats().bytesWritten()).isEqualTo(100);
            assertThat(connection.stats().bytesRead()).isEqualTo(100);
            assertThat(connection.stats().writes()).isEqualTo(1);
            assertThat(connection.stats().reads()).isPositive();
            ConnectionStats other = accepted.element().stats();
            assertThat(other.bytesRead()).isEqualTo(100);
        }
    }

    /** What is known of a connection whose peer takes nothing, when it has been given up. */
    @Test
    void aWriteTimeoutIsRecordedWithWhatThePeerHasTaken() throws Exception {
        Queue<RecordedEvent> recorded = new ConcurrentLinkedQueue<>();
        try (RecordingStream stream = new RecordingStream();
                AsyncRuntime runtime = start(RuntimeConfig.builder().cores(1));
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            stream.setReuse(false);
            stream.enable("plinth.ConnectionClosed");
            stream.onEvent("plinth.ConnectionClosed", recorded::add);
            stream.startAsync();
            AsyncConnection connection = runtime.blockOn(runtime.connect(
                    server.getLocalSocketAddress(),
                    ConnectOptions.builder()
                            .writeTimeout(Duration.ofMillis(300))
                            .tcp(TcpOptions.defaults().withSendBuffer(64 << 10))
                            .build()));
            try (java.net.Socket peer = server.accept()) {
                int size = 16 << 20;
                assertThatThrownBy(() -> runtime.blockOn(connection.write(ByteBuffer.allocate(size))))
                        .isInstanceOf(WriteTimeoutException.class)
                        .hasMessageContaining("took nothing for 300 ms");
                runtime.blockOn(connection.onClose());

                assertThat(connection.stats().bytesWritten()).isPositive().isLessThan(size);
                await().until(() -> !recorded.isEmpty());
                RecordedEvent closed = recorded.element();
                assertThat(closed.getString("cause")).contains("WriteTimeoutException");
                assertThat(closed.getLong("bytesWritten"))
                        .isEqualTo(connection.stats().bytesWritten());
                assertThat(closed.getLong("writes"))
                        .isEqualTo(connection.stats().writes());
                assertThat(peer.isClosed()).isFalse();
            }
        }
    }
}
