package dev.plinth.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.Receiver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import reactor.core.publisher.Mono;

/** A connection whose other end sends back what it gets. */
final class EchoPair {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AsyncRuntime runtime;
    private final AsyncConnection connection;

    private EchoPair(AsyncRuntime runtime, AsyncConnection connection) {
        this.runtime = runtime;
        this.connection = connection;
    }

    /** An echo server on {@code runtime}. */
    static AsyncListener listen(AsyncRuntime runtime) {
        return runtime.blockOn(runtime.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ListenOptions.defaults(),
                connection -> connection.receive(new Echo())));
    }

    static EchoPair open(AsyncRuntime runtime, AsyncListener listener, int core) {
        ConnectOptions options = ConnectOptions.builder().core(core).build();
        return new EchoPair(
                runtime,
                runtime.blockOn(
                        runtime.connect(listener.localAddress(), options).timeout(PATIENCE)));
    }

    AsyncConnection connection() {
        return connection;
    }

    /** Sends {@code length} bytes and reads them back, lazily. */
    Mono<Void> echo(int length) {
        return Mono.defer(() -> {
            byte[] bytes = new byte[length];
            Arrays.fill(bytes, (byte) (System.identityHashCode(this) | 1));
            ByteBuffer back = ByteBuffer.allocate(length);
            return connection
                    .write(ByteBuffer.wrap(bytes))
                    .then(connection.read(back).repeat(back::hasRemaining).then())
                    .doOnSuccess(done -> assertThat(back.array()).isEqualTo(bytes));
        });
    }

    void assertLives() {
        runtime.blockOn(echo(100).timeout(PATIENCE));
    }

    private static final class Echo implements Receiver {

        @Override
        public void onReceive(AsyncConnection from, ByteBuffer data) {
            from.send(data);
        }

        @Override
        public void onEnd(AsyncConnection from) {
            from.close().subscribe();
        }

        @Override
        public void onClosed(AsyncConnection from, Throwable cause) {
            // its client is gone
        }
    }
}
