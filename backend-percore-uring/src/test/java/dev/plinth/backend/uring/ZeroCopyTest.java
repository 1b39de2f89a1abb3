package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendContext;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.RuntimeConfig;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sends that the kernel makes from our memory: each byte arrives as it was, and no buffer is lost. */
class ZeroCopyTest {

    private static final int CHUNK = 1 << 20;
    private static final int CHUNKS = 200;

    private AsyncRuntime runtime;
    private ServerSocket server;

    @BeforeEach
    void start() throws Exception {
        RuntimeConfig config = RuntimeConfig.builder()
                .cores(1)
                .set(UringConfig.ZERO_COPY_THRESHOLD, 1000)
                .build();
        runtime = new PercoreUringProvider().create(BackendContext.direct(config, "percore-uring"));
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws Exception {
        runtime.close();
        server.close();
    }

    private AsyncConnection connect() {
        return runtime.blockOn(runtime.connect(
                new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), ConnectOptions.defaults()));
    }

    private static byte at(long position) {
        return (byte) (position * 31 + position / 997);
    }

    private static ByteBuffer chunk(int index) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (long i = (long) index * CHUNK; chunk.hasRemaining(); i++) {
            chunk.put(at(i));
        }
        return chunk.flip();
    }

    @Test
    void twoHundredMegabytesArriveAsTheyWere() throws Exception {
        AsyncConnection connection = connect();
        try (Socket peer = server.accept()) {
            Mono<Void> sent = Flux.range(0, CHUNKS)
                    .concatMap(i -> Mono.defer(() -> connection.write(chunk(i))), 1)
                    .then(connection.shutdownOutput());
            sent.subscribe();
            byte[] read = new byte[1 << 16];
            InputStream in = peer.getInputStream();
            long position = 0;
            for (int count = in.read(read); count >= 0; count = in.read(read)) {
                for (int i = 0; i < count; i++, position++) {
                    if (read[i] != at(position)) {
                        assertThat(read[i]).as("byte " + position).isEqualTo(at(position));
                    }
                }
            }
            assertThat(position).isEqualTo((long) CHUNKS * CHUNK);
            assertThat(connection.stats().bytesWritten()).isEqualTo((long) CHUNKS * CHUNK);
        }
    }

    /** The kernel is not done with a buffer before the peer has acknowledged it. */
    @Test
    void aConnectionCanBeClosedWhileThePeerHasNotYetTakenEverything() throws Exception {
        AsyncConnection connection = connect();
        try (Socket peer = server.accept()) {
            runtime.blockOn(connection.write(chunk(0).limit(50_000)));
            connection.write(chunk(0)).onErrorComplete().subscribe();
            connection.abort();
            runtime.blockOn(connection.onClose());
            assertThat(runtime.blockOn(runtime.spawnOn(0, () -> "the core goes on")))
                    .isNotNull();
            assertThat(peer.isClosed()).isFalse();
        }
        AsyncConnection next = connect();
        try (Socket peer = server.accept()) {
            runtime.blockOn(next.write(chunk(0).limit(10_000)));
            assertThat(peer.getInputStream().readNBytes(10_000)).isEqualTo(Arrays.copyOf(chunk(0).array(), 10_000));
        }
    }

    /** A socket that is closed may have bytes that its peer has not taken: the kernel sends them from our memory. */
    @Test
    void theRingMayEndWhileThePeerHasNotYetTakenEverything() throws Exception {
        int size = 30_000;
        server.close();
        server = new ServerSocket();
        server.setReceiveBufferSize(4096);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(CoreBuffers.class);
        logger.addAppender(log);
        AsyncConnection connection = connect();
        try (Socket peer = server.accept()) {
            runtime.blockOn(connection.write(chunk(0).limit(size)));
            runtime.blockOn(connection.close());
            runtime.close();
            for (int i = 0; i < 100; i++) {
                ByteBuffer.allocateDirect(size); // what is free is used again
            }
            peer.setReceiveBufferSize(CHUNK);
            assertThat(peer.getInputStream().readAllBytes()).isEqualTo(Arrays.copyOf(chunk(0).array(), size));
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anySatisfy(text -> assertThat(text)
                        .contains("bytes of memory are not given back")
                        .contains("plinth.uring.zero-copy-threshold"));
    }

    @Test
    void whatThePeerHasTakenIsGivenBack() throws Exception {
        AsyncConnection connection = connect();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(CoreBuffers.class);
        logger.addAppender(log);
        try (Socket peer = server.accept()) {
            runtime.blockOn(connection.write(chunk(0).limit(50_000)));
            assertThat(peer.getInputStream().readNBytes(50_000)).hasSize(50_000);
            runtime.blockOn(connection.close());
            runtime.close();
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list).isEmpty();
    }
}
