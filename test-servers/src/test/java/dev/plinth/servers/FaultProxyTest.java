package dev.plinth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {

    private ServerSocket listening;
    private FaultProxy proxy;
    private Socket client;
    private Socket server;

    @BeforeEach
    void connect() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        proxy = FaultProxy.to(listening.getLocalPort());
        client = dial();
        server = accept();
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        listening.close();
        client.close();
        server.close();
    }

    private Socket dial() throws IOException {
        Socket socket = new Socket("127.0.0.1", proxy.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private Socket accept() throws IOException {
        Socket socket = listening.accept();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    private static void write(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    private static byte[] read(Socket socket, int count) throws IOException {
        return socket.getInputStream().readNBytes(count);
    }

    private static int differences(byte[] one, byte[] other) {
        int differences = 0;
        for (int i = 0; i < one.length; i++) {
            differences += one[i] == other[i] ? 0 : 1;
        }
        return differences;
    }

    /** Whether both ends see the connection working. */
    private void assertPasses() throws IOException {
        write(client, new byte[] {1, 2, 3});
        assertThat(read(server, 3)).containsExactly(1, 2, 3);
        write(server, new byte[] {4, 5});
        assertThat(read(client, 2)).containsExactly(4, 5);
    }

    @Test
    void passesBytesBothWaysAndCounts() throws Exception {
        byte[] much = bytes(3_000_000);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> writeUnchecked(client, much));
        assertThat(read(server, much.length)).isEqualTo(much);
        writing.get(20, TimeUnit.SECONDS);
        write(server, new byte[] {7});
        assertThat(read(client, 1)).containsExactly(7);
        assertThat(proxy.bytesToServer()).isEqualTo(much.length);
        assertThat(proxy.bytesToClient()).isEqualTo(1);
        assertThat(proxy.accepted()).isEqualTo(1);
        assertThat(proxy.open()).isEqualTo(1);
        assertThat(proxy.tampered()).isZero();
    }

    private static void writeUnchecked(Socket socket, byte[] bytes) {
        try {
            write(socket, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void delayIsAddedInOneDirectionAndKeepsTheOrder() throws Exception {
        proxy.toServer(Faults.none().delay(Duration.ofMillis(40)).jitter(Duration.ofMillis(20)));
        long start = System.nanoTime();
        for (byte i = 0; i < 10; i++) {
            write(client, new byte[] {i});
        }
        assertThat(read(server, 10)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(40_000_000);
        proxy.toServer(Faults.none().delay(Duration.ofHours(1)));
        write(client, new byte[] {10});
        proxy.heal(); // and what is on its way goes at once
        assertThat(read(server, 1)).containsExactly(10);
    }

    @Test
    void theRateIsLimited() throws Exception {
        proxy.toServer(Faults.none().rate(100_000));
        long start = System.nanoTime();
        write(client, bytes(20_000));
        assertThat(read(server, 20_000)).isEqualTo(bytes(20_000));
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(180_000_000); // the last pause is after the last
    }

    @Test
    void aStallHoldsTheSenderBackAndLosesNothing() throws Exception {
        proxy.toServer(Faults.none().stall());
        byte[] much = bytes(32_000_000);
        AtomicInteger written = new AtomicInteger();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            for (int at = 0; at < much.length; at += 100_000) {
                writeUnchecked(client, Arrays.copyOfRange(much, at, at + 100_000));
                written.addAndGet(100_000);
            }
        });
        server.setSoTimeout(100);
        assertThatThrownBy(() -> read(server, 1)).isInstanceOf(SocketTimeoutException.class);
        await().during(Duration.ofMillis(200)).until(written::get, before -> before == written.get());
        assertThat(writing).isNotDone();
        write(server, new byte[] {9}); // the other direction is as it was
        assertThat(read(client, 1)).containsExactly(9);
        proxy.toServer(Faults.none());
        server.setSoTimeout(20_000);
        assertThat(read(server, much.length)).isEqualTo(much);
        writing.get(20, TimeUnit.SECONDS);
    }

    @Test
    void frozenConnectionsStaySilentAndNewOnesWork() throws Exception {
        proxy.freeze();
        write(client, new byte[] {1});
        try (Socket second = dial();
                Socket secondAtServer = accept()) {
            write(second, new byte[] {2});
            assertThat(read(secondAtServer, 1)).containsExactly(2);
        }
        proxy.heal();
        server.setSoTimeout(100);
        assertThatThrownBy(() -> read(server, 1)).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aCutIsAnEndOfStreamForBoth() throws Exception {
        assertPasses();
        proxy.cut();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(server.getInputStream().read()).isEqualTo(-1);
        assertThat(proxy.open()).isZero();
        Socket old = server;
        client = dial();
        server = accept();
        old.close();
        assertPasses();
        assertThat(proxy.accepted()).isEqualTo(2);
    }

    @Test
    void aResetIsAResetForBoth() throws Exception {
        assertPasses();
        proxy.reset();
        assertThatThrownBy(() -> client.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        assertThatThrownBy(() -> server.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @Test
    void whatOneSideDoesTheOtherSees() throws Exception {
        write(client, new byte[] {1});
        client.shutdownOutput();
        assertThat(server.getInputStream().readAllBytes()).containsExactly(1);
        write(server, new byte[] {2}); // it is half open, as it would be without the proxy
        assertThat(read(client, 1)).containsExactly(2);
        server.setSoLinger(true, 0);
        server.close();
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        await().until(() -> proxy.open() == 0);
    }

    @Test
    void eitherHalfCanBeClosed() throws Exception {
        proxy.halfCloseToClient();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        write(client, new byte[] {1});
        assertThat(read(server, 1)).containsExactly(1);
        write(server, new byte[] {2}); // lost, and nobody is held up by it
        try (Socket second = dial();
                Socket secondAtServer = accept()) {
            proxy.halfCloseToServer();
            assertThat(secondAtServer.getInputStream().read()).isEqualTo(-1);
            write(secondAtServer, new byte[] {3});
            assertThat(read(second, 1)).containsExactly(3);
        }
        server.close();
        client.close();
        await().until(() -> proxy.open() == 0);
    }

    @Test
    void refusesAndAcceptsAgainOnTheSamePort() throws Exception {
        proxy.refuse();
        assertPasses();
        assertThatThrownBy(this::dial).isInstanceOf(ConnectException.class);
        proxy.accept();
        try (Socket second = dial();
                Socket secondAtServer = accept()) {
            write(second, new byte[] {2});
            assertThat(read(secondAtServer, 1)).containsExactly(2);
        }
    }

    @Test
    void withoutAServerAConnectionIsReset() throws Exception {
        listening.close();
        try (Socket second = dial()) {
            assertThatThrownBy(() -> second.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void someBytesAreFlipped() throws Exception {
        proxy.toServer(Faults.none().flip(1_000));
        byte[] sent = bytes(100_000);
        write(client, sent);
        byte[] received = read(server, sent.length);
        assertThat(differences(sent, received)).isBetween(80, 120);
        assertThat(proxy.tampered()).isEqualTo(differences(sent, received));
    }

    @Test
    void someBytesAreDropped() throws Exception {
        proxy.toServer(Faults.none().drop(1_000));
        write(client, bytes(100_000));
        client.shutdownOutput();
        int received = server.getInputStream().readAllBytes().length;
        assertThat(received).isBetween(99_880, 99_920);
        assertThat(proxy.tampered()).isEqualTo(100_000 - received);
        assertThat(proxy.bytesToServer()).isEqualTo(received);
    }

    @Test
    void bytesTrickle() throws Exception {
        proxy.toServer(Faults.none().pieces(3, Duration.ofMillis(20)));
        write(client, bytes(8));
        byte[] buffer = new byte[100];
        assertThat(server.getInputStream().read(buffer)).isLessThan(8);
        proxy.heal();
        await().until(() -> proxy.bytesToServer() == 8);
    }

    @Test
    void cutsBetweenARequestAndItsAnswer() throws Exception {
        CompletableFuture<Void> cut = proxy.cutOnceAnswered("pay");
        assertPasses();
        assertThat(cut).isNotDone();
        write(client, "pay 1".getBytes(StandardCharsets.ISO_8859_1));
        read(server, 5);
        write(server, new byte[] {1});
        cut.get(20, TimeUnit.SECONDS);
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
}
