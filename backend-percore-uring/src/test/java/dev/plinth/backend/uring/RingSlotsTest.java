package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ListenOptions;
import dev.plinth.netty.CorePlacement;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class RingSlotsTest {

    /** Netty's ring carries 16 bits along, signed; what is more it keeps in a table. */
    private static final int WITHOUT_A_TABLE = 1 << 15;

    private final RingSlots slots = new RingSlots(handle -> null, new CoreBuffers(), null);

    @Test
    void aSlotIsUsedAgainOnceItIsFree() throws Exception {
        Idle[] handles = new Idle[200];
        for (int i = 0; i < handles.length; i++) {
            handles[i] = new Idle();
            slots.add(handles[i]);
            assertThat(handles[i].slot()).isEqualTo(i);
        }
        for (int i = 0; i < 100; i++) {
            slots.leave(i);
        }
        for (int i = 99; i >= 0; i--) {
            Idle later = new Idle();
            slots.add(later);
            assertThat(later.slot()).isEqualTo(i);
        }
        Idle last = new Idle();
        slots.add(last);
        assertThat(last.slot()).isEqualTo(200);
    }

    @Test
    void allAreToldWhenTheLoopEnds() throws Exception {
        Idle stays = new Idle();
        Idle leaves = new Idle();
        slots.add(leaves);
        slots.add(stays);
        slots.leave(leaves.slot());
        slots.close();
        assertThat(stays.aborted).isTrue();
        assertThat(leaves.aborted).isFalse();
        assertThatThrownBy(() -> slots.add(new Idle()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("shutting down");
    }

    @Test
    void moreConnectionsThanNettyCarriesWithoutATable() {
        Rings rings = new Rings(64, 4096, BufferRing.ENTRIES);
        AtomicReference<Ring> ring = new AtomicReference<>();
        try (AsyncRuntime runtime = BareRuntime.start(
                owner -> {
                    ring.set((Ring) rings.newHandler(owner));
                    return ring.get();
                },
                CorePlacement.UNPINNED)) {
            runtime.blockOn(runtime.spawnOn(0, () -> {
                for (int i = 0; i < WITHOUT_A_TABLE; i++) {
                    ring.get().register(new Idle());
                }
                return "many";
            }));
            AsyncListener listener = runtime.blockOn(runtime.listen(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    ListenOptions.defaults(),
                    connection -> connection.receive(new Echo())));
            AsyncConnection connection =
                    runtime.blockOn(runtime.connect(listener.localAddress(), ConnectOptions.defaults()));
            for (int i = 0; i < 50; i++) {
                runtime.blockOn(connection.write(ByteBuffer.wrap(new byte[] {1, 2, (byte) i})));
                ByteBuffer answer = ByteBuffer.allocate(3);
                runtime.blockOn(Mono.defer(() -> connection.read(answer))
                        .repeat(answer::hasRemaining)
                        .then());
                assertThat(answer.array()).containsExactly(1, 2, i);
            }
            runtime.blockOn(connection.close());
        }
    }

    /** Has a slot, and does nothing. */
    private static final class Idle extends RingHandle {

        private boolean aborted;

        Idle() {
            super(null);
        }

        @Override
        public void abort() {
            aborted = true;
        }

        @Override
        void completed(byte opcode, int result, int flags, int data) {}

        @Override
        void failed(Throwable cause) {}

        @Override
        void cancelAll() {}

        @Override
        void closeDescriptor() {}

        @Override
        void ended() {}
    }
}
