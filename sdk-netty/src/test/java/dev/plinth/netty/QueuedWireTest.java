package dev.plinth.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.Latency;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.Shares;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a wire whose queue does not get its turn is read, and when not. Each step is a task: the queue runs after it. */
class QueuedWireTest {

    private static final int PORTION = 50 << 10;

    private final NettyRuntime runtime =
            (NettyRuntime) NioRuntime.start(RuntimeConfig.builder().cores(1).build(), "queued-wire-");
    private final NettyTaskQueue queue =
            (NettyTaskQueue) runtime.taskQueue("connections", Shares.of(100), Latency.notImportant());
    private final SeenWire wire = new SeenWire();
    private final SeenEvents connection = new SeenEvents();
    private final QueuedWire queued = new QueuedWire(wire, runtime.core(0).within(queue));

    @AfterEach
    void close() {
        runtime.close();
    }

    private void step(Runnable task) {
        runtime.blockOn(runtime.spawnOn(0, () -> {
            task.run();
            return 0;
        }));
        runtime.blockOn(queue.spawnOn(0, () -> 0)); // behind what waits in the queue
    }

    private void arrive(int portions) {
        for (int i = 0; i < portions; i++) {
            queued.onRead(Unpooled.buffer(PORTION).writerIndex(PORTION));
        }
    }

    @Test
    void readingStopsWhile128KiBWaitAndGoesOnAfterwards() {
        step(() -> {
            queued.start(connection);
            queued.autoRead(true);
            arrive(2);
            assertThat(wire.autoReads).containsExactly(true);
            arrive(1);
            assertThat(wire.autoReads).containsExactly(true, false);
            arrive(1); // what was on its way
            assertThat(wire.autoReads).containsExactly(true, false);
            assertThat(connection.received).isZero();
        });
        assertThat(connection.received).isEqualTo(4 * PORTION);
        assertThat(wire.autoReads).containsExactly(true, false, true);
    }

    @Test
    void whoPausesMeanwhileIsNotReadAfterwards() {
        step(() -> {
            queued.start(connection);
            queued.autoRead(true);
            arrive(3);
            queued.autoRead(false);
        });
        assertThat(connection.received).isEqualTo(3 * PORTION);
        assertThat(wire.autoReads).containsExactly(true, false, false);
    }

    @Test
    void whoResumesMeanwhileIsReadWhenTheQueueHasHadItsTurn() {
        step(() -> {
            queued.start(connection);
            queued.autoRead(true);
            arrive(3);
            queued.autoRead(false);
            queued.autoRead(true);
            assertThat(wire.autoReads).containsExactly(true, false);
        });
        assertThat(wire.autoReads).containsExactly(true, false, true);
    }

    @Test
    void singleReadsAreNotHeldBack() {
        step(() -> {
            queued.start(connection);
            arrive(3);
            queued.read();
        });
        assertThat(wire.reads).isEqualTo(1);
        assertThat(wire.autoReads).isEmpty();
    }

    /** What is done to the socket. */
    private static final class SeenWire implements Wire {

        private final List<Boolean> autoReads = new ArrayList<>();
        private int reads;

        @Override
        public void autoRead(boolean on) {
            autoReads.add(on);
        }

        @Override
        public void read() {
            reads++;
        }

        @Override
        public void start(WireEvents events) {}

        @Override
        public SocketAddress localAddress() {
            return null;
        }

        @Override
        public SocketAddress remoteAddress() {
            return null;
        }

        @Override
        public ByteBuf buffer(int size) {
            return Unpooled.directBuffer(size);
        }

        @Override
        public int window() {
            return 1;
        }

        @Override
        public void write(ByteBuf data) {}

        @Override
        public void flush() {}

        @Override
        public boolean hasMoved() {
            return false;
        }

        @Override
        public void shutdownOutput() {}

        @Override
        public void end() {}

        @Override
        public void abort() {}
    }

    /** What the connection is told. */
    private static final class SeenEvents implements WireEvents {

        private int received;

        @Override
        public void onRead(ByteBuf data) {
            received += data.readableBytes();
            data.release();
        }

        @Override
        public void onReadStart() {}

        @Override
        public void onReadComplete() {}

        @Override
        public void onEnd() {}

        @Override
        public void onWaiting() {}

        @Override
        public void onWritten() {}

        @Override
        public void onOutputShutDown() {}

        @Override
        public void onFailed(Throwable cause) {}

        @Override
        public void onClosed() {}
    }
}
