package dev.plinth.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.Latency;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.Receiver;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.Shares;
import dev.plinth.api.TaskQueue;
import dev.plinth.api.TcpOptions;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Connections that are assigned to a task queue. */
class QueuedConnectionTest {

    private final NettyRuntime runtime = start();
    private final TaskQueue queue = runtime.taskQueue("connections", Shares.of(100), Latency.notImportant());
    private final Queue<String> ranIn = new ConcurrentLinkedQueue<>();
    private final AtomicLong echoed = new AtomicLong();

    private static NettyRuntime start() {
        return (NettyRuntime) NioRuntime.start(RuntimeConfig.builder().cores(1).build(), "queued-connection-");
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private void note() {
        ranIn.add(runtime.core(0).executor().runningLine().settings().name());
    }

    private AsyncConnection connected(ListenOptions server, ConnectOptions client) {
        AsyncListener listener = runtime.blockOn(runtime.listen(
                new InetSocketAddress("127.0.0.1", 0),
                server,
                connection -> connection.receive(new Receiver() {
                    @Override
                    public void onReceive(AsyncConnection from, ByteBuffer data) {
                        note();
                        echoed.addAndGet(data.remaining());
                        from.send(data);
                    }

                    @Override
                    public void onReceiveComplete(AsyncConnection from) {
                        note();
                    }

                    @Override
                    public void onEnd(AsyncConnection from) {
                        note();
                        from.shutdownOutput().subscribe();
                    }

                    @Override
                    public void onClosed(AsyncConnection from, Throwable cause) {
                        note();
                    }
                })));
        return runtime.blockOn(runtime.connect(listener.localAddress(), client));
    }

    private <T> T inQueue(Mono<T> operation) {
        return runtime.blockOn(operation.doOnTerminate(this::note));
    }

    @Test
    void callbacksAndCompletionsRunInItsQueue() {
        AsyncConnection connection = connected(
                ListenOptions.builder().taskQueue(queue).build(),
                ConnectOptions.builder().taskQueue(queue).build());
        for (int i = 0; i < 20; i++) {
            inQueue(connection.write(ByteBuffer.allocate(1_000)));
            ByteBuffer answer = ByteBuffer.allocate(1_000);
            while (answer.hasRemaining()) {
                assertThat(inQueue(connection.read(answer))).isPositive();
            }
        }
        inQueue(connection.shutdownOutput());
        assertThat(inQueue(connection.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
        inQueue(connection.close());
        await().until(() -> runtime.stats().connections() == 0);
        assertThat(ranIn).hasSizeGreaterThan(60).containsOnly("connections");
    }

    @Test
    void aQueueThatWasClosedIsLeftAndNothingIsLost() {
        AsyncConnection connection =
                connected(ListenOptions.builder().taskQueue(queue).build(), ConnectOptions.defaults());
        runtime.blockOn(connection.write(ByteBuffer.allocate(10)));
        await().until(() -> echoed.get() == 10);
        queue.close();
        runtime.blockOn(connection.write(ByteBuffer.allocate(10)));
        await().until(() -> echoed.get() == 20);
        assertThat(ranIn).startsWith("connections");
        runtime.blockOn(connection.close());
        await().until(() -> ranIn.contains("default")); // told of the end, by which time the queue is empty
    }

    @Test
    void theQueueOfAnotherRuntimeIsRefused() {
        try (AsyncRuntime other = start()) {
            TaskQueue foreign = other.taskQueue("foreign", Shares.DEFAULT, Latency.notImportant());
            assertThatThrownBy(() -> runtime.blockOn(runtime.connect(
                            new InetSocketAddress("127.0.0.1", 1),
                            ConnectOptions.builder().taskQueue(foreign).build())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("foreign");
        }
    }

    /** Its core reads all the time, but its queue hardly gets a turn: the sender must not get far ahead of it. */
    @Test
    void aSenderIsPushedBackWhileTheQueueGetsLittle() throws Exception {
        int total = 4 << 20;
        int atOnce = 1 << 10;
        int mostAhead = 1 << 20; // what waits for the queue, one read, and the kernel's buffers
        AtomicLong sent = new AtomicLong();
        AtomicLong received = new AtomicLong();
        AtomicLong mostSeen = new AtomicLong();
        AtomicBoolean busy = new AtomicBoolean(true);
        TcpOptions small = TcpOptions.defaults().withReceiveBuffer(32 << 10);
        queue.shares(Shares.of(20));
        AsyncListener listener = runtime.blockOn(runtime.listen(
                new InetSocketAddress("127.0.0.1", 0),
                ListenOptions.builder().taskQueue(queue).tcp(small).build(),
                connection -> connection.receive(new Receiver() {
                    @Override
                    public void onReceive(AsyncConnection from, ByteBuffer data) {
                        mostSeen.accumulateAndGet(sent.get() - received.get(), Math::max);
                        received.addAndGet(data.remaining());
                    }

                    @Override
                    public void onClosed(AsyncConnection from, Throwable cause) {}
                })));
        try (Socket peer = new Socket()) {
            peer.setSendBufferSize(32 << 10);
            peer.connect(listener.localAddress());
            runtime.execute(0, new Runnable() {
                @Override
                public void run() {
                    if (busy.get()) {
                        runtime.execute(0, this);
                    }
                }
            });
            for (byte[] bytes = new byte[atOnce]; sent.get() < total; sent.addAndGet(atOnce)) {
                peer.getOutputStream().write(bytes);
            }
            await().until(() -> received.get() == total);
        } finally {
            busy.set(false);
        }
        assertThat(mostSeen).hasValueLessThan(mostAhead);
    }
}
