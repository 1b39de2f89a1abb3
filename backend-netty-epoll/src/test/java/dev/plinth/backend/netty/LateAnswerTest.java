package dev.plinth.backend.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.AsyncRuntimeProvider;
import dev.plinth.api.BackendContext;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.Receiver;
import dev.plinth.api.RuntimeConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An answer that the peer is slow to take, after the peer has ended its own output. */
class LateAnswerTest {

    private static final int ANSWER = 20_000_000;
    private static final int SECONDS = 30;

    static AsyncRuntimeProvider[] backends() {
        return Providers.all();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void arrivesWhole(AsyncRuntimeProvider provider) throws Exception {
        RuntimeConfig config = RuntimeConfig.builder().cores(1).build();
        try (AsyncRuntime runtime = provider.create(BackendContext.direct(config, provider.name()))) {
            CountDownLatch waits = new CountDownLatch(1);
            AsyncListener listener = runtime.listen(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            ListenOptions.defaults(),
                            accepted -> accepted.receive(new Answer(runtime, waits)))
                    .block(Duration.ofSeconds(SECONDS));
            assertThat(receivedBy((InetSocketAddress) listener.localAddress(), waits))
                    .isEqualTo(ANSWER);
        }
    }

    private static long receivedBy(InetSocketAddress address, CountDownLatch answerWaits) throws Exception {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
            socket.getOutputStream().write(1);
            socket.shutdownOutput();
            assertThat(answerWaits.await(SECONDS, TimeUnit.SECONDS)).isTrue();
            return readToTheEnd(socket);
        }
    }

    private static long readToTheEnd(Socket socket) throws IOException {
        byte[] chunk = new byte[64 << 10];
        long total = 0;
        for (int n = socket.getInputStream().read(chunk);
                n >= 0;
                n = socket.getInputStream().read(chunk)) {
            total += n;
        }
        return total;
    }

    private record Answer(AsyncRuntime runtime, CountDownLatch waits) implements Receiver {

        @Override
        public void onReceive(AsyncConnection connection, ByteBuffer data) {}

        @Override
        public void onEnd(AsyncConnection connection) {
            connection.write(ByteBuffer.allocate(ANSWER)).subscribe();
            connection.shutdownOutput().subscribe();
            runtime.execute(connection.core(), waits::countDown); // behind the first flush
        }

        @Override
        public void onClosed(AsyncConnection connection, Throwable cause) {}
    }
}
