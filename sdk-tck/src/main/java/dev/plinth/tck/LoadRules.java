package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ListenOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** 13xx: many connections, and many bytes through a peer that stops reading. */
abstract class LoadRules extends Rules {

    private static final long TWO_HUNDRED_MEGABYTES = 200L << 20;
    private static final int CHUNK = 64 << 10;
    private static final int LIMIT = 4 << 20;
    private static final long MEMORY = 48L << 20;

    LoadRules(BackendTck backend) {
        super(backend);
    }

    private AsyncListener echo() {
        return get(runtime()
                .listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        ListenOptions.defaults(),
                        connection -> connection.receive(new Recorder(runtime()) {
                            @Override
                            void received(AsyncConnection from, ByteBuffer data) {
                                from.send(data);
                            }

                            @Override
                            void ended(AsyncConnection from) {
                                from.close().subscribe();
                            }
                        })));
    }

    @Test
    void required_spec1301_aThousandConnectionsAtATime() {
        AsyncListener listener = echo();
        List<Outcome<AsyncConnection>> connecting = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            connecting.add(subscribe(runtime().connect(listener.localAddress(), ConnectOptions.defaults())));
        }
        Map<AsyncConnection, Long> places = new ConcurrentHashMap<>();
        List<Outcome<Void>> writes = new ArrayList<>();
        for (Outcome<AsyncConnection> outcome : connecting) {
            places.put(outcome.value(), places.size() * 1_000L);
        }
        assertThat(places).hasSize(1_000);
        places.forEach((connection, place) ->
                writes.add(subscribe(connection.write(ByteBuffer.wrap(Payload.bytes(place, 1_000))))));
        writes.forEach(Outcome::value);
        places.forEach(
                (connection, place) -> assertThat(read(connection, 1_000)).isEqualTo(Payload.bytes(place, 1_000)));
        List<Outcome<Void>> closing = new ArrayList<>();
        places.keySet().forEach(connection -> closing.add(subscribe(connection.close())));
        closing.forEach(Outcome::value);
    }

    @Test
    void required_spec1302_connectingAndClosingOverAndOverLeavesNothingOpen() {
        AsyncListener listener = echo();
        connectAndClose(listener, 20);
        long before = Descriptors.open();
        connectAndClose(listener, 500);
        await().untilAsserted(() -> assertThat(Descriptors.open()).isLessThan(before + 50));
    }

    private void connectAndClose(AsyncListener listener, int times) {
        for (int i = 0; i < times; i++) {
            AsyncConnection connection = get(runtime().connect(listener.localAddress(), ConnectOptions.defaults()));
            write(connection, (byte) i);
            assertThat(read(connection, 1)).containsExactly(i);
            get(connection.close());
        }
    }

    @Test
    void required_spec1303_aSenderThatHeedsTheMarksGetsTwoHundredMegabytesThroughAPeerThatStops() {
        Memory memory = Memory.now();
        Link link = link(ConnectOptions.builder().core(1).writeLimit(LIMIT).build());
        Pump pump = new Pump(runtime(), TWO_HUNDRED_MEGABYTES);
        link.connection().receive(pump);
        start(1, () -> {
            pump.writable(link.connection());
            return null;
        });
        Stall.await(pump::sent, patience());
        memory.assertGrownByAtMost(MEMORY);
        get(link.peer().checkInBackground(TWO_HUNDRED_MEGABYTES));
        assertThat(pump.sent()).isEqualTo(TWO_HUNDRED_MEGABYTES);
        assertThat(pump.mostPending()).isLessThanOrEqualTo(LIMIT);
        assertThat(pump.complaint()).isNull();
    }

    /** Sends until told to pause, and goes on when told so. */
    private static final class Pump extends Recorder {

        private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        private final long total;
        private volatile long sent;
        private volatile long mostPending;

        Pump(dev.plinth.api.AsyncRuntime runtime, long total) {
            super(runtime);
            this.total = total;
        }

        long sent() {
            return sent;
        }

        long mostPending() {
            return mostPending;
        }

        @Override
        void writable(AsyncConnection connection) {
            boolean room = true;
            while (room && sent < total) {
                chunk.clear().limit((int) Math.min(CHUNK, total - sent));
                Payload.fill(sent, chunk);
                int length = chunk.flip().remaining();
                room = connection.send(chunk);
                sent += length;
                mostPending = Math.max(mostPending, connection.pendingWriteBytes());
            }
        }
    }

    @Test
    void required_spec1304_aReceiverThatPausesGetsTwoHundredMegabytesWhole() {
        Memory memory = Memory.now();
        Link link = link(ConnectOptions.builder().core(1).build());
        CheckingReceiver receiver = new CheckingReceiver();
        link.connection().receive(receiver);
        CompletableFuture<Void> sent = link.peer().sendInBackground(TWO_HUNDRED_MEGABYTES);
        Stall.await(link.peer()::sent, patience());
        assertThat(link.peer().sent()).isLessThan(Stall.MOST_ON_THE_WAY);
        memory.assertGrownByAtMost(MEMORY);
        on(1, () -> {
            receiver.pauseEvery = 16 << 20;
            link.connection().resumeReceive();
            return null;
        });
        get(sent);
        await().until(() -> receiver.checker.count() == TWO_HUNDRED_MEGABYTES || receiver.closed.isDone());
        assertThat(receiver.closed).isNotDone();
    }

    /** Pauses after the first bytes, and later now and then, to go on by a task. */
    private final class CheckingReceiver implements dev.plinth.api.Receiver {

        private final Payload.Checker checker = new Payload.Checker();
        private final CompletableFuture<Throwable> closed = new CompletableFuture<>();
        private volatile int pauseEvery;
        private long pauses;

        @Override
        public void onReceive(AsyncConnection connection, ByteBuffer data) {
            checker.accept(data);
            int every = pauseEvery;
            if (every == 0) {
                connection.pauseReceive();
            } else if (checker.count() / every > pauses) {
                pauses = checker.count() / every;
                connection.pauseReceive();
                runtime().execute(connection::resumeReceive);
            }
        }

        @Override
        public void onClosed(AsyncConnection connection, Throwable cause) {
            closed.complete(cause);
        }
    }

    @Test
    void required_spec1305_aReaderThatStopsGetsTwoHundredMegabytesWhole() {
        Memory memory = Memory.now();
        Link link = link(ConnectOptions.builder().core(1).build());
        CompletableFuture<Void> sent = link.peer().sendInBackground(TWO_HUNDRED_MEGABYTES);
        ByteBuffer dst = ByteBuffer.allocate(CHUNK);
        get(link.connection().read(dst));
        Stall.await(link.peer()::sent, patience());
        assertThat(link.peer().sent()).isLessThan(Stall.MOST_ON_THE_WAY);
        memory.assertGrownByAtMost(MEMORY);
        Payload.Checker checker = new Payload.Checker();
        checker.accept(dst.flip());
        while (checker.count() < TWO_HUNDRED_MEGABYTES) {
            get(link.connection().read(dst.clear()));
            checker.accept(dst.flip());
        }
        get(sent);
    }
}
