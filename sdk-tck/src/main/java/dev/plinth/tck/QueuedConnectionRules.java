package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.Latency;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.Shares;
import dev.plinth.api.TaskQueue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** 15xx: connections whose callbacks are tasks of a queue. */
abstract class QueuedConnectionRules extends PushMode {

    private static final int CORE = 1;
    private static final int WAITING = 1_000;
    private static final int MEGABYTE = 1 << 20;

    private final AtomicInteger ran = new AtomicInteger();

    QueuedConnectionRules(BackendTck backend) {
        super(backend);
    }

    private static ConnectOptions options(TaskQueue queue) {
        return ConnectOptions.builder().core(CORE).taskQueue(queue).build();
    }

    /** Puts tasks into the queue that count themselves: what comes after them sees their number. */
    private void fill(TaskQueue queue) {
        for (int i = 0; i < WAITING; i++) {
            queue.execute(CORE, () -> {
                work(10_000);
                ran.incrementAndGet();
            });
        }
    }

    @Test
    void required_spec1501_theReceiverIsCalledBehindWhatWaitsInTheQueue() {
        TaskQueue queue = queue("q", 1000);
        Link link = link(options(queue));
        CompletableFuture<Integer> seen = new CompletableFuture<>();
        install(link, new Recorder(runtime()) {
            @Override
            void received(AsyncConnection connection, ByteBuffer data) {
                seen.complete(ran.get());
            }
        });
        Runnable release = occupy(CORE, () -> fill(queue));
        link.peer().send((byte) 1);
        release.run();
        assertThat(get(seen)).isEqualTo(WAITING);
    }

    @Test
    void required_spec1502_readsAndWritesCompleteBehindWhatWaitsInTheQueue() {
        TaskQueue queue = queue("q", 1000);
        Link link = link(options(queue));
        List<Integer> seen = new CopyOnWriteArrayList<>();
        Runnable release = occupy(CORE, () -> fill(queue));
        Outcome<Integer> read =
                subscribe(link.connection().read(ByteBuffer.allocate(1)).doOnNext(count -> seen.add(ran.get())));
        Outcome<Void> write = subscribe(
                link.connection().write(ByteBuffer.wrap(new byte[] {1})).doOnTerminate(() -> seen.add(ran.get())));
        link.peer().send((byte) 1);
        release.run();
        assertThat(read.value()).isEqualTo(1);
        assertThat(write.value()).isNull();
        assertThat(List.of(read.core(), write.core())).containsOnly(CORE);
        assertThat(seen).containsExactly(WAITING, WAITING);
    }

    @Test
    void required_spec1503_aMegabyteIsEchoedWhole() {
        Link link = link(options(queue("q", 1)));
        install(link, new Recorder(runtime()) {
            @Override
            void received(AsyncConnection connection, ByteBuffer data) {
                connection.send(data);
            }
        });
        CompletableFuture<Void> checked = link.peer().checkInBackground(MEGABYTE);
        get(link.peer().sendInBackground(MEGABYTE));
        get(checked);
    }

    @Test
    void required_spec1504_aReceiverThatPausesGetsAMegabyteWhole() {
        Link link = link(options(queue("q", 1)));
        Recorder receiver = install(link, new Recorder(runtime()) {
            @Override
            void received(AsyncConnection connection, ByteBuffer data) {
                connection.pauseReceive();
                runtime().schedule(CORE, Duration.ofMillis(1), connection::resumeReceive);
            }
        });
        get(link.peer().sendInBackground(MEGABYTE));
        await().until(() -> receiver.size() == MEGABYTE);
        assertThat(receiver.bytes()).isEqualTo(Payload.bytes(MEGABYTE));
    }

    @Test
    void required_spec1505_aMegabyteIsReadAndWrittenWhole() {
        Link link = link(options(queue("q", 1)));
        CompletableFuture<Void> checked = link.peer().checkInBackground(MEGABYTE);
        CompletableFuture<Void> sent = link.peer().sendInBackground(MEGABYTE);
        write(link.connection(), Payload.bytes(MEGABYTE));
        assertThat(read(link.connection(), MEGABYTE)).isEqualTo(Payload.bytes(MEGABYTE));
        get(sent);
        get(checked);
    }

    @Test
    void required_spec1506_onClosedComesLastBehindWhatWaitsInTheQueue() {
        TaskQueue queue = queue("q", 1000);
        Link link = link(options(queue));
        Recorder receiver = install(link);
        link.peer().send(Payload.bytes(10));
        await().until(() -> receiver.size() == 10);
        Runnable release = occupy(CORE, () -> fill(queue));
        CompletableFuture<Integer> seen = receiver.closed().thenApply(cause -> ran.get());
        Outcome<Void> closed = subscribe(link.connection().close());
        release.run();
        assertThat(closed.value()).isNull();
        assertThat(closed.core()).isEqualTo(CORE);
        assertThat(get(seen)).isEqualTo(WAITING);
        assertThat(get(receiver.closed())).isNull();
    }

    @Test
    void required_spec1507_theConnectionGoesOnWhenItsQueueIsClosed() {
        TaskQueue queue = queue("q", 100);
        Link link = link(options(queue));
        install(link, new Recorder(runtime()) {
            @Override
            void received(AsyncConnection connection, ByteBuffer data) {
                connection.send(data);
            }
        });
        CompletableFuture<Void> checked = link.peer().checkInBackground(4 * MEGABYTE);
        CompletableFuture<Void> sent = link.peer().sendInBackground(4 * MEGABYTE);
        await().until(() -> link.peer().received() > 0);
        queue.close(); // in the middle of it
        get(sent);
        get(checked);
        write(link.connection(), (byte) 1);
        assertThat(link.peer().read(1)).containsExactly(1);
    }

    @Test
    void required_spec1508_acceptedConnectionsAreAssignedToo() {
        TaskQueue queue = queue("q", 1000);
        List<Integer> seen = new CopyOnWriteArrayList<>();
        List<AsyncConnection> accepted = new CopyOnWriteArrayList<>();
        ListenOptions options = ListenOptions.builder().taskQueue(queue).build();
        AsyncListener listener = get(runtime().listen(loopback(), options, connection -> {
            connection.receive(new Recorder(runtime()) {
                @Override
                void received(AsyncConnection from, ByteBuffer data) {
                    seen.add(ran.get());
                    from.send(data);
                }
            });
            accepted.add(connection);
        }));
        RawPeer peer = null;
        // until one lives on the core
        while (accepted.stream().noneMatch(connection -> connection.core() == CORE)) {
            int before = accepted.size();
            peer = closeLater(RawPeer.connect(listener.localAddress(), patience()));
            await().until(() -> accepted.size() > before);
        }
        Runnable release = occupy(CORE, () -> fill(queue));
        peer.send((byte) 7);
        release.run();
        assertThat(peer.read(1)).containsExactly(7);
        assertThat(seen).containsExactly(WAITING);
    }

    @Test
    void required_spec1509_aQueueOfAnotherRuntimeIsRefused() {
        AsyncRuntime other = start(settings());
        TaskQueue foreign = other.taskQueue("q", Shares.DEFAULT, Latency.notImportant());
        failure(runtime().connect(server().address(), options(foreign)), IllegalArgumentException.class);
        ListenOptions options = ListenOptions.builder().taskQueue(foreign).build();
        failure(runtime().listen(loopback(), options, AsyncConnection::abort), IllegalArgumentException.class);
    }

    @Test
    void required_spec1510_aShutdownTellsTheReceiver() {
        AsyncRuntime other = start(settings());
        TaskQueue queue = other.taskQueue("q", Shares.of(1), Latency.notImportant());
        AsyncConnection connection = Outcome.of(other.connect(server().address(), options(queue)), other, patience())
                .value();
        closeLater(server().accept());
        Recorder receiver = new Recorder(other);
        connection.receive(receiver);
        assertThat(Outcome.of(other.shutdown(), other, patience()).value()).isNull();
        get(receiver.closed());
        assertThat(receiver.complaint()).isNull();
        assertThat(connection.isOpen()).isFalse();
    }

    private static SocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
