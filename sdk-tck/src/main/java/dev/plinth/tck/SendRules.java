package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.WriteBufferFullException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** 8xx, third part: sending in push mode. */
abstract class SendRules extends Rules {

    private static final int LOW = 64 << 10;
    private static final int HIGH = 256 << 10;
    private static final int LIMIT = 8 << 20;
    private static final int CHUNK = 32 << 10;

    SendRules(BackendTck backend) {
        super(backend);
    }

    private static ConnectOptions marks() {
        return ConnectOptions.builder()
                .writeWaterMarks(LOW, HIGH)
                .writeLimit(LIMIT)
                .build();
    }

    private boolean send(AsyncConnection connection, byte... bytes) {
        return on(connection.core(), () -> connection.send(ByteBuffer.wrap(bytes)));
    }

    @Test
    void required_spec851_whatWasSentGoesOutByItself() {
        Link link = link();
        assertThat(send(link.connection(), Payload.bytes(100))).isTrue();
        assertThat(link.peer().read(100)).isEqualTo(Payload.bytes(100));
    }

    @Test
    void required_spec852_sendTakesACopy() {
        Link link = link();
        ByteBuffer src = ByteBuffer.allocate(100);
        on(link.connection().core(), () -> {
            for (int i = 0; i < 100; i++) {
                Payload.fill(i * 100L, src.clear());
                link.connection().send(src.flip());
                assertThat(src.hasRemaining()).isFalse();
            }
            return null;
        });
        assertThat(link.peer().read(10_000)).isEqualTo(Payload.bytes(10_000));
    }

    @Test
    void required_spec853_flushingInBetweenChangesNothingInWhatArrives() {
        Link link = link();
        on(link.connection().core(), () -> {
            link.connection().flush(); // nothing was gathered yet
            for (int i = 0; i < 100; i++) {
                link.connection().send(ByteBuffer.wrap(Payload.bytes(i * 100L, 100)));
                if (i % 3 == 0) {
                    link.connection().flush();
                }
            }
            return null;
        });
        assertThat(link.peer().read(10_000)).isEqualTo(Payload.bytes(10_000));
    }

    @Test
    void required_spec854_beyondTheHighMarkSendSaysFalseAndTakesTheBytes() {
        Link link = link(marks());
        AsyncConnection connection = link.connection();
        connection.receive(new Recorder(runtime()));
        long sent = on(connection.core(), () -> {
            long bytes = CHUNK;
            while (connection.send(ByteBuffer.wrap(Payload.bytes(bytes - CHUNK, CHUNK)))) {
                assertThat(connection.pendingWriteBytes()).isLessThan(HIGH);
                bytes += CHUNK;
                assertThat(bytes).as("bytes in one turn, none refused").isLessThan(100L << 20);
            }
            assertThat(connection.pendingWriteBytes()).isBetween((long) HIGH, (long) LIMIT);
            return bytes;
        });
        get(link.peer().checkInBackground(sent));
    }

    @Test
    void required_spec855_onWritableIsCalledWhenTheBytesHaveGone() {
        Link link = link(marks());
        CompletableFuture<Long> waiting = new CompletableFuture<>();
        Recorder receiver = new Recorder(runtime()) {
            @Override
            void writable(AsyncConnection connection) {
                waiting.complete(connection.pendingWriteBytes());
            }
        };
        link.connection().receive(receiver);
        fill(link.connection());
        Background.run(() -> {
            link.peer().awaitGone();
            return null;
        });
        assertThat(get(waiting)).isLessThan(LOW);
        pass(link.connection().core());
        assertThat(receiver.calls()).containsOnly("writable");
        assertThat(receiver.complaint()).isNull();
    }

    /** Sends until the peer's buffers are full and as much waits here as may. */
    private void fill(AsyncConnection connection) {
        await().until(() -> on(connection.core(), () -> {
            boolean full = true;
            while (connection.pendingWriteBytes() < LIMIT - CHUNK) {
                connection.send(ByteBuffer.allocate(CHUNK));
                full = false;
            }
            return full;
        }));
    }

    private long pending(AsyncConnection connection) {
        return on(connection.core(), connection::pendingWriteBytes);
    }

    @Test
    void required_spec856_onWritableIsNotCalledIfTheHighMarkWasNotReached() {
        Link link = link(marks());
        Recorder receiver = new Recorder(runtime());
        link.connection().receive(receiver);
        for (int i = 0; i < 50; i++) {
            send(link.connection(), Payload.bytes(1_000));
            link.peer().read(1_000);
        }
        pass(link.connection().core());
        assertThat(receiver.calls()).isEmpty();
    }

    @Test
    void required_spec857_aboveTheLimitSendIsRefusedAndTakesNothing() {
        Link link = link(marks());
        AsyncConnection connection = link.connection();
        fill(connection);
        on(connection.core(), () -> {
            long before = connection.pendingWriteBytes();
            ByteBuffer src = ByteBuffer.allocate(LIMIT);
            assertThatThrownBy(() -> connection.send(src)).isInstanceOf(WriteBufferFullException.class);
            assertThat(connection.pendingWriteBytes()).isLessThanOrEqualTo(before);
            assertThat(src.remaining()).isEqualTo(LIMIT);
            return null;
        });
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void required_spec858_sendIsRefusedOffTheCore() {
        Link link = link(ConnectOptions.builder().core(0).build());
        ByteBuffer src = ByteBuffer.allocate(10);
        assertThatThrownBy(() -> link.connection().send(src)).isInstanceOf(IllegalStateException.class);
        on(1, () -> {
            assertThatThrownBy(() -> link.connection().send(src)).isInstanceOf(IllegalStateException.class);
            return null;
        });
    }

    @Test
    void required_spec859_flushIsRefusedOffTheCore() {
        Link link = link(ConnectOptions.builder().core(0).build());
        assertThatThrownBy(() -> link.connection().flush()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void required_spec860_sendOnAClosedConnectionIsRefused() {
        Link link = link();
        get(link.connection().close());
        assertThatThrownBy(() -> send(link.connection(), (byte) 1)).hasCauseInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void required_spec861_sendAfterShutdownOutputIsRefused() {
        Link link = link();
        get(link.connection().shutdownOutput());
        assertThatThrownBy(() -> send(link.connection(), (byte) 1)).hasCauseInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void required_spec862_answersFromOnReceiveGoOut() {
        Link link = link();
        link.connection().receive(new Recorder(runtime()) {
            @Override
            void received(AsyncConnection connection, ByteBuffer data) {
                connection.send(data);
            }
        });
        for (int i = 0; i < 200; i++) {
            link.peer().send(Payload.bytes(i * 100L, 100));
            assertThat(link.peer().read(100)).isEqualTo(Payload.bytes(i * 100L, 100));
        }
    }

    @Test
    void required_spec863_pendingBytesAreCountedFromSendOn() {
        Link link = link();
        long pending = on(link.connection().core(), () -> {
            link.connection().send(ByteBuffer.allocate(1_000));
            return link.connection().pendingWriteBytes();
        });
        assertThat(pending).isEqualTo(1_000);
        link.peer().read(1_000);
        await().until(() -> pending(link.connection()) == 0);
    }
}
