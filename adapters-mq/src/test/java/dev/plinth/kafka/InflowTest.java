package dev.plinth.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncConnection;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way in, by one thread that is the core and the channel's in turn. */
class InflowTest {

    private final List<String> asked = new ArrayList<>();
    private final FramePool frames = new FramePool();
    private final Inflow in = new Inflow(new CoreSelector(), frames, true);

    InflowTest() {
        in.connection((AsyncConnection) Proxy.newProxyInstance(
                InflowTest.class.getClassLoader(), new Class<?>[] {AsyncConnection.class}, (proxy, method, args) -> {
                    asked.add(method.getName());
                    return null;
                }));
    }

    private static ByteBuffer frame(int size) {
        return ByteBuffer.allocate(4 + size).putInt(0, size).put(4, (byte) 42);
    }

    private void arrives(ByteBuffer bytes) {
        in.received(bytes);
        in.receivedAll();
    }

    /** As kafka-clients reads a response: its size, then its bytes into memory that its pool has given it. */
    private ByteBuffer response() throws IOException {
        ByteBuffer size = ByteBuffer.allocate(4);
        assertThat(in.read(size)).isEqualTo(4);
        ByteBuffer memory = frames.tryAllocate(size.getInt(0));
        int at = memory.position();
        in.read(memory);
        assertThat(memory.hasRemaining()).isFalse();
        assertThat(at).isIn(0, memory.capacity());
        return memory;
    }

    @Test
    void aResponseIsReadIntoTheMemoryThatTheCoreReceivedItInto() throws IOException {
        arrives(frame(100));
        assertThat(in.isReadable()).isTrue();
        ByteBuffer memory = response();
        assertThat(memory.position()).isEqualTo(100);
        assertThat(memory.get(0)).isEqualTo((byte) 42);
        assertThat(in.isReadable()).isFalse();
        assertThat(in.read(ByteBuffer.allocate(4))).isZero();
    }

    @Test
    void halfAFrameWakesNobody() {
        arrives(frame(100).limit(50));
        assertThat(in.isReadable()).isFalse();
    }

    @Test
    void theEndComesBehindWhatWasReceived() throws IOException {
        arrives(frame(10));
        in.end(null);
        response();
        assertThat(in.isReadable()).isTrue();
        assertThat(in.read(ByteBuffer.allocate(4))).isEqualTo(-1);
        assertThat(in.read(ByteBuffer.allocate(4))).isEqualTo(-1);
    }

    @Test
    void aLossComesBehindWhatWasReceivedToo() throws IOException {
        arrives(frame(10));
        in.end(new IOException("reset"));
        response();
        assertThatThrownBy(() -> in.read(ByteBuffer.allocate(4)))
                .isInstanceOf(IOException.class)
                .hasMessage("reset");
    }

    @Test
    void aSlowReaderHoldsTheConnectionBackUntilItHasTakenHalf() throws IOException {
        int frame = 100 << 10;
        int count = 0;
        while (asked.isEmpty()) {
            arrives(frame(frame));
            count++;
        }
        assertThat(asked).containsExactly("pauseReceive");
        assertThat((long) count * frame).isBetween((long) Inflow.MOST_WAITING, (long) Inflow.MOST_WAITING + 2 * frame);
        while (asked.size() == 1) {
            response();
            count--;
        }
        assertThat(asked).containsExactly("pauseReceive", "resumeReceive");
        assertThat((long) count * frame).isBetween(0L, (long) Inflow.MOST_WAITING / 2);
        while (count-- > 0) {
            response();
        }
        assertThat(asked).hasSize(2);
    }
}
