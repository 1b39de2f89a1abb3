package dev.plinth.backend.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.AsyncRuntimeProvider;
import dev.plinth.api.BackendContext;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.Receiver;
import dev.plinth.api.RuntimeConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The first thing to look at when nothing works: one connection, there and back. */
class EchoTest {

    static AsyncRuntimeProvider[] backends() {
        return new AsyncRuntimeProvider[] {new EpollProvider(), new NioProvider()};
    }

    @ParameterizedTest
    @MethodSource("backends")
    void echoesWhatWasWritten(AsyncRuntimeProvider provider) {
        RuntimeConfig config = RuntimeConfig.builder().cores(2).build();
        try (AsyncRuntime runtime = provider.create(BackendContext.direct(config, provider.name()))) {
            AsyncListener listener = runtime.listen(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            ListenOptions.defaults(),
                            accepted -> accepted.receive(new Echo()))
                    .block(Duration.ofSeconds(10));
            AsyncConnection client = runtime.connect(listener.localAddress(), ConnectOptions.defaults())
                    .block(Duration.ofSeconds(10));
            int size = 5_000_000;
            byte[] sent = new byte[size];
            for (int i = 0; i < size; i++) {
                sent[i] = (byte) (i * 31);
            }
            client.write(ByteBuffer.wrap(sent)).then(client.shutdownOutput()).subscribe();
            ByteBuffer back = ByteBuffer.allocate(size);
            while (back.hasRemaining()) {
                assertThat(client.read(back).block(Duration.ofSeconds(10))).isPositive();
            }
            assertThat(back.array()).isEqualTo(sent);
            assertThat(client.read(ByteBuffer.allocate(1)).block(Duration.ofSeconds(10)))
                    .isEqualTo(-1);
            client.close().block(Duration.ofSeconds(10));
        }
    }

    private static final class Echo implements Receiver {

        @Override
        public void onReceive(AsyncConnection connection, ByteBuffer data) {
            if (!connection.send(data)) {
                connection.pauseReceive();
            }
        }

        @Override
        public void onWritable(AsyncConnection connection) {
            connection.resumeReceive();
        }

        @Override
        public void onEnd(AsyncConnection connection) {
            connection.shutdownOutput().subscribe();
        }

        @Override
        public void onClosed(AsyncConnection connection, Throwable cause) {
            assertThat(cause).isNull();
        }
    }
}
