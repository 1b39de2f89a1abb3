package dev.plinth.cli.soak;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectException;
import dev.plinth.api.ConnectOptions;
import dev.plinth.cli.soak.Counts.What;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** What one caller does, one at a time. What takes longer than {@link #PATIENCE} counts as stuck. */
final class Actions implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LARGE = 64 << 10;
    private static final int TOO_LARGE_FOR_THE_KERNEL = 8 << 20;
    private static final int MOST_HELD = 20;
    private static final long LONGEST_WAIT_NANOS = 300_000;

    private final AsyncRuntime runtime;
    private final Peer peer;
    private final Counts counts;
    private final SplittableRandom random;
    private final Deque<AsyncConnection> held = new ArrayDeque<>();

    Actions(AsyncRuntime runtime, Peer peer, Counts counts, SplittableRandom random) {
        this.runtime = runtime;
        this.peer = peer;
        this.counts = counts;
        this.random = random;
    }

    private <T> T await(Mono<T> mono) {
        return runtime.blockOn(mono.timeout(PATIENCE));
    }

    private AsyncConnection connect() {
        return await(connecting());
    }

    private Mono<AsyncConnection> connecting() {
        ConnectOptions options =
                ConnectOptions.builder().core(random.nextInt(runtime.cores())).build();
        return runtime.connect(peer.address(), options);
    }

    private byte[] bytes() {
        byte[] bytes = new byte[1 + random.nextInt(LARGE)];
        random.nextBytes(bytes);
        return bytes;
    }

    private void waitALittle() {
        LockSupport.parkNanos(random.nextLong(LONGEST_WAIT_NANOS));
    }

    void echo() {
        AsyncConnection connection = connect();
        try {
            echo(connection);
            await(connection.close());
        } finally {
            connection.abort();
        }
        counts.add(What.ECHOES);
    }

    private void echo(AsyncConnection connection) {
        byte[] bytes = bytes();
        await(connection.write(ByteBuffer.wrap(bytes)));
        ByteBuffer back = ByteBuffer.allocate(bytes.length);
        while (back.hasRemaining()) {
            if (await(connection.read(back)) < 0) {
                throw new dev.plinth.api.ConnectionClosedException("the peer has ended its output", null);
            }
        }
        check(bytes, back);
    }

    private static void check(byte[] sent, ByteBuffer back) {
        if (!back.flip().equals(ByteBuffer.wrap(sent))) {
            throw new AssertionError("other bytes came back than were sent");
        }
    }

    void push() {
        AsyncConnection connection = connect();
        try {
            byte[] bytes = bytes();
            Gathering answer = new Gathering(bytes.length);
            connection.receive(answer);
            runtime.execute(connection.core(), () -> answer.send(connection, bytes));
            check(bytes, await(answer.whole()));
            await(connection.close());
        } finally {
            connection.abort();
        }
        counts.add(What.PUSHED);
    }

    void abort() {
        AsyncConnection connection = connect();
        connection.write(ByteBuffer.wrap(bytes())).subscribe(done -> {}, failed -> {});
        connection.read(ByteBuffer.allocate(LARGE)).subscribe(read -> {}, failed -> {});
        connection.abort();
        counts.add(What.ABORTED);
    }

    /** Until the peer's next restart, or until there are too many. */
    void hold() {
        AsyncConnection connection = connect();
        connection.read(ByteBuffer.allocate(1)).subscribe(read -> {}, failed -> {});
        held.addLast(connection);
        held.removeIf(one -> !one.isOpen());
        if (held.size() > MOST_HELD) {
            held.removeFirst().abort();
        }
        counts.add(What.HELD);
    }

    void refused() throws IOException {
        InetSocketAddress nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) socket.getLocalSocketAddress();
        }
        try {
            await(runtime.connect(nobody, ConnectOptions.defaults())).abort(); // another has taken the port since
        } catch (ConnectException e) {
            counts.add(What.REFUSED);
        }
    }

    void cancelConnect() {
        // A refusal that is on its way when it is cancelled finds no subscriber: nobody's fault, thus dealt with
        // before.
        Disposable connecting = connecting().onErrorComplete().subscribe(AsyncConnection::abort);
        waitALittle();
        connecting.dispose();
        counts.add(What.CONNECTS_CANCELLED);
    }

    /** The connection goes on as if nothing had been. */
    void cancelRead() {
        AsyncConnection connection = connect();
        try {
            Disposable read = connection.read(ByteBuffer.allocate(1)).subscribe(done -> {}, failed -> {});
            waitALittle();
            read.dispose();
            echo(connection);
        } finally {
            connection.abort();
        }
        counts.add(What.READS_CANCELLED);
    }

    void cancelWrite() {
        AsyncConnection connection = connect();
        try {
            Disposable write = connection
                    .write(ByteBuffer.allocate(TOO_LARGE_FOR_THE_KERNEL))
                    .subscribe(done -> {}, failed -> {});
            waitALittle();
            write.dispose();
        } finally {
            connection.abort();
        }
        counts.add(What.WRITES_CANCELLED);
    }

    void cancelSpawn() {
        int core = random.nextInt(runtime.cores());
        Disposable[] started = {
            runtime.spawn(() -> 1).subscribe(),
            runtime.spawnOn(core, () -> 1).subscribe(),
            runtime.delay(Duration.ofHours(1)).subscribe(),
            runtime.schedule(core, Duration.ofHours(1), () -> {}),
            runtime.schedule(core, Duration.ofMillis(1), () -> {})
        };
        waitALittle();
        for (Disposable one : started) {
            one.dispose();
        }
        counts.add(What.SPAWNS_CANCELLED);
    }

    /** Ends what it holds. */
    @Override
    public void close() {
        held.forEach(AsyncConnection::abort);
    }
}
