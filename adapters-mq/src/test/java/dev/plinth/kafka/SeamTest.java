package dev.plinth.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What kafka-clients is told of connections: the same by our selector as by the JDK's. */
@ParameterizedClass(name = "{0}")
@MethodSource("selectors")
class SeamTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Parameter
    String kind;

    private AsyncRuntime runtime;
    private Selector selector;
    private ServerSocket server;

    static Stream<String> selectors() {
        return Stream.of("the JDK's", "netty-nio", "netty-epoll");
    }

    private boolean jdk() {
        return kind.equals("the JDK's");
    }

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        if (jdk()) {
            selector = Selector.open();
        } else {
            runtime = AsyncRuntime.create(
                    RuntimeConfig.builder().backend(kind).cores(1).build());
            selector = new CoreSelector();
        }
    }

    @AfterEach
    void close() throws IOException {
        selector.close();
        server.close();
        if (runtime != null) {
            runtime.close();
        }
    }

    private SelectionKey connecting(int port) throws IOException {
        SocketChannel channel = jdk()
                ? SocketChannel.open()
                : new CoreChannel(
                        (CoreSelector) selector,
                        new CoreTransport(runtime, 0, true, new Journal()),
                        new FramePool(),
                        new SocketSizes(-1, -1));
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return ((AbstractSelectableChannel) channel).register(selector, SelectionKey.OP_CONNECT);
    }

    /** Selects until the key is ready, and says for what. */
    private int ready(SelectionKey key) {
        int[] ops = {0};
        Awaitility.await().atMost(PATIENCE).until(() -> {
            selector.selectedKeys().clear();
            selector.select(50);
            ops[0] = key.readyOps();
            return ops[0] != 0 && selector.selectedKeys().contains(key);
        });
        return ops[0];
    }

    private SelectionKey connected() throws IOException {
        SelectionKey key = connecting(server.getLocalPort());
        assertThat(ready(key)).isEqualTo(SelectionKey.OP_CONNECT);
        assertThat(((SocketChannel) key.channel()).finishConnect()).isTrue();
        key.interestOps(SelectionKey.OP_READ);
        return key;
    }

    private static int read(SelectionKey key) throws IOException {
        return ((SocketChannel) key.channel()).read(ByteBuffer.allocate(100));
    }

    @Test
    void aConnectionThatIsRefusedIsConnectableAndFinishingTells() throws IOException {
        int port = server.getLocalPort();
        server.close();
        for (int again = 0; again < 3; again++) { // a broker that is down is tried again and again
            SelectionKey key = connecting(port);
            assertThat(ready(key)).isEqualTo(SelectionKey.OP_CONNECT);
            assertThatThrownBy(() -> ((SocketChannel) key.channel()).finishConnect())
                    .isInstanceOf(ConnectException.class);
            key.channel().close();
            key.cancel();
            selector.selectNow();
            assertThat(selector.keys()).isEmpty();
        }
    }

    @Test
    void aBrokerThatComesBackIsReachedAtOnce() throws IOException {
        int port = server.getLocalPort();
        server.close();
        SelectionKey refused = connecting(port);
        ready(refused);
        refused.channel().close();
        server = new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
        connected();
    }

    @Test
    void theEndOfTheStreamIsReadable() throws IOException {
        SelectionKey key = connected();
        server.accept().close();
        assertThat(ready(key)).isEqualTo(SelectionKey.OP_READ);
        assertThat(read(key)).isEqualTo(-1);
        assertThat(ready(key)).as("still").isEqualTo(SelectionKey.OP_READ);
    }

    @Test
    void aResetIsReadableAndReadingTells() throws IOException {
        SelectionKey key = connected();
        try (Socket peer = server.accept()) {
            peer.setSoLinger(true, 0);
        }
        assertThat(ready(key)).isEqualTo(SelectionKey.OP_READ);
        assertThatThrownBy(() -> read(key)).isInstanceOf(IOException.class);
    }

    @Test
    void aResetWhileNothingIsReadIsToldByWriting() throws IOException {
        SelectionKey key = connected();
        key.interestOps(SelectionKey.OP_WRITE);
        try (Socket peer = server.accept()) {
            peer.setSoLinger(true, 0);
        }
        Awaitility.await().atMost(PATIENCE).until(() -> {
            assertThat(ready(key)).isEqualTo(SelectionKey.OP_WRITE);
            try {
                ((SocketChannel) key.channel()).write(ByteBuffer.allocate(1000));
                return false;
            } catch (IOException e) {
                return true;
            }
        });
    }

    @Test
    void aChannelThatIsClosedHereIsReadyForNothing() throws IOException {
        SelectionKey key = connected();
        key.channel().close();
        key.cancel();
        assertThat(selector.selectNow()).isZero();
        assertThat(selector.keys()).isEmpty();
        assertThatThrownBy(key::readyOps).isInstanceOf(CancelledKeyException.class);
    }

    @Test
    void aWakeUpBeforeSelectingEndsTheNextSelect() throws IOException {
        selector.wakeup();
        selector.select(PATIENCE.toMillis() * 10); // or the test would not end in time
        assertThat(selector.selectedKeys()).isEmpty();
    }

    @Test
    void aWakeUpIsUsedUpBySelectingWithoutWaiting() throws Exception {
        selector.wakeup();
        selector.selectNow();
        long start = System.nanoTime();
        assertThat(selector.select(30)).isZero();
        assertThat(System.nanoTime() - start).isGreaterThan(20_000_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"woken up", "interrupted", "closed"})
    void whoeverSelectsIs(String what) throws Exception {
        Thread selecting = new Thread(() -> {
            try {
                selector.select(PATIENCE.toMillis() * 10);
            } catch (IOException | java.nio.channels.ClosedSelectorException e) {
                throw new IllegalStateException(e);
            }
        });
        selecting.setUncaughtExceptionHandler((thread, error) -> {});
        selecting.start();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Stream.of(selecting.getStackTrace())
                        .anyMatch(at -> at.getMethodName().equals("parkNanos")
                                || at.getMethodName().contains("poll")
                                || at.getMethodName().equals("wait")
                                || at.getMethodName().equals("epollWait")
                                || at.getMethodName().startsWith("doSelect")));
        switch (what) {
            case "woken up" -> selector.wakeup();
            case "interrupted" -> selecting.interrupt();
            default -> selector.close();
        }
        selecting.join(PATIENCE.toMillis());
        assertThat(selecting.isAlive()).isFalse();
    }

    @Test
    void bytesPassBothWays() throws IOException {
        SelectionKey key = connected();
        try (Socket peer = server.accept()) {
            key.interestOps(SelectionKey.OP_WRITE);
            ready(key);
            ((SocketChannel) key.channel()).write(ByteBuffer.wrap(new byte[] {0, 0, 0, 1, 9}));
            key.interestOps(SelectionKey.OP_READ);
            selector.selectNow();
            if (!jdk()) {
                ((CoreSelector) selector).flush(); // or the next select
            }
            assertThat(peer.getInputStream().readNBytes(5)).containsExactly(0, 0, 0, 1, 9);
            peer.getOutputStream().write(new byte[] {0, 0, 0, 1, 9});
            assertThat(ready(key)).isEqualTo(SelectionKey.OP_READ);
            assertThat(read(key)).isEqualTo(5);
        }
    }
}
