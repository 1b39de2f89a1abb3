package dev.plinth.it.faults;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.Receiver;
import dev.plinth.api.RuntimeConfig;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer that ends its output, and resets the connection before this end has closed it. */
class ResetTest {

    @ParameterizedTest
    @MethodSource("dev.plinth.it.redis.Backends#expected")
    void closingCompletesAllTheSame(String backend) throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.create(
                        RuntimeConfig.builder().backend(backend).cores(1).build());
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            AsyncConnection connection =
                    runtime.blockOn(runtime.connect(server.getLocalSocketAddress(), ConnectOptions.defaults()));
            Socket peer = server.accept();
            Closing closing = new Closing();
            connection.receive(closing);

            peer.shutdownOutput();
            closing.ended.get(EchoPair.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            peer.setSoLinger(true, 0);
            peer.close(); // a reset
            closing.reset = true;

            closing.closed.get(EchoPair.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** Closes once the peer has ended its output and reset the connection, which it does not know. */
    private static final class Closing implements Receiver {

        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final CompletableFuture<Void> closed = new CompletableFuture<>();
        private volatile boolean reset;

        @Override
        public void onReceive(AsyncConnection connection, ByteBuffer data) {
            closed.completeExceptionally(new AssertionError("bytes of nobody"));
        }

        @Override
        public void onEnd(AsyncConnection connection) {
            ended.complete(null);
            while (!reset) {
                // keeps the core, so that it does not see the reset
            }
            connection.close().subscribe(none -> {}, closed::completeExceptionally, () -> closed.complete(null));
        }

        @Override
        public void onClosed(AsyncConnection connection, Throwable cause) {
            // as it may
        }
    }
}
