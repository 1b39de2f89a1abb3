package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ConnectionClosedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** 7xx, first half: writing. */
abstract class WriteRules extends Rules {

    WriteRules(BackendTck backend) {
        super(backend);
    }

    @Test
    void required_spec701_aWriteTakesAllOfItsBuffer() {
        Link link = link();
        ByteBuffer src = ByteBuffer.wrap(Payload.bytes(5_000));
        get(link.connection().write(src));
        assertThat(src.position()).isEqualTo(src.limit()).isEqualTo(5_000);
        assertThat(link.peer().read(5_000)).isEqualTo(Payload.bytes(5_000));
    }

    @Test
    void required_spec702_buffersOfEveryKindAreWritten() {
        Link link = link();
        byte[] bytes = Payload.bytes(100);
        ByteBuffer direct = ByteBuffer.allocateDirect(100).put(bytes).flip();
        ByteBuffer slice =
                ByteBuffer.allocate(120).put(10, bytes).slice(10, 105).limit(100);
        List<ByteBuffer> kinds = List.of(
                ByteBuffer.wrap(bytes), direct, slice, ByteBuffer.wrap(bytes).asReadOnlyBuffer());
        for (ByteBuffer src : kinds) {
            get(link.connection().write(src));
            assertThat(link.peer().read(100)).isEqualTo(bytes);
            assertThat(src.hasRemaining()).isFalse();
        }
    }

    @Test
    void required_spec703_onlyWhatIsBetweenPositionAndLimitIsWritten() {
        Link link = link();
        get(link.connection()
                .write(ByteBuffer.wrap(Payload.bytes(100)).position(10).limit(30)));
        get(link.connection().close());
        assertThat(link.peer().readToEnd()).isEqualTo(Payload.bytes(10, 20));
    }

    @Test
    void required_spec704_anEmptyBufferCompletes() {
        Link link = link();
        get(link.connection().write(ByteBuffer.allocate(0)));
        write(link.connection(), (byte) 1);
        assertThat(link.peer().read(1)).containsExactly(1);
    }

    @Test
    void required_spec705_writesGoOutInTheOrderOfTheirSubscription() {
        Link link = link();
        CompletableFuture<Void> checked = link.peer().checkInBackground(1_000 * 300);
        List<Outcome<Void>> writes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            writes.add(subscribe(link.connection().write(ByteBuffer.wrap(Payload.bytes(i * 300L, 300)))));
        }
        writes.forEach(Outcome::value);
        get(checked);
    }

    @Test
    void required_spec706_writesOfSeveralThreadsGoOutWhole() {
        int threads = 4;
        int each = 200;
        int size = 3_000;
        Link link = link();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            byte[] record = new byte[size];
            java.util.Arrays.fill(record, (byte) i);
            writers.add(Background.run(() -> {
                for (int n = 0; n < each; n++) {
                    subscribe(link.connection().write(ByteBuffer.wrap(record)));
                }
                return null;
            }));
        }
        Map<Byte, Integer> count = new HashMap<>();
        for (int i = 0; i < threads * each; i++) {
            byte[] record = link.peer().read(size);
            assertThat(record).containsOnly(record[0]);
            count.merge(record[0], 1, Integer::sum);
        }
        assertThat(count)
                .hasSize(threads)
                .allSatisfy((writer, records) -> assertThat(records).isEqualTo(each));
        writers.forEach(this::get);
    }

    @Test
    void required_spec707_writesAndSendsKeepTheirOrder() {
        Link link = link();
        AsyncConnection connection = link.connection();
        CompletableFuture<Void> checked = link.peer().checkInBackground(400 * 100);
        on(connection.core(), () -> {
            for (int i = 0; i < 400; i++) {
                ByteBuffer src = ByteBuffer.wrap(Payload.bytes(i * 100L, 100));
                if (i % 3 == 0) {
                    subscribe(connection.write(src));
                } else {
                    connection.send(src);
                }
            }
            return null;
        });
        get(checked);
    }

    @Test
    void required_spec708_writeIsLazy() {
        Link link = link();
        Mono<Void> later = link.connection().write(ByteBuffer.wrap(Payload.bytes(10, 10)));
        write(link.connection(), Payload.bytes(10));
        get(later);
        assertThat(link.peer().read(20)).isEqualTo(Payload.bytes(20));
    }

    @Test
    void required_spec709_writeCompletesOnTheCoreOfTheConnection() {
        for (int core = 0; core < runtime().cores(); core++) {
            Link link = link(ConnectOptions.builder().core(core).build());
            Outcome<Void> write = subscribe(link.connection().write(ByteBuffer.wrap(Payload.bytes(10))));
            write.value();
            assertThat(write.core()).isEqualTo(core);
        }
    }

    @Test
    void required_spec710_nothingIsPendingOnceAllWasTaken() {
        Link link = link();
        write(link.connection(), Payload.bytes(10_000));
        assertThat(on(link.connection().core(), link.connection()::pendingWriteBytes))
                .isZero();
    }

    @Test
    void required_spec711_aResetFailsWritesAndClosesTheConnection() {
        Link link = link();
        Outcome<Void> write = subscribe(link.connection().write(ByteBuffer.allocate(SlowPeerRules.BIG)));
        Stall.await(() -> SlowPeerRules.BIG - link.connection().pendingWriteBytes(), patience());
        link.peer().reset();
        write.error(ConnectionClosedException.class);
        assertThat(write.core()).isEqualTo(link.connection().core());
        get(link.connection().onClose());
        assertThat(link.connection().isOpen()).isFalse();
    }

    @Test
    void required_spec712_readingAndWritingDoNotWaitForEachOther() {
        Link link = link();
        Outcome<Integer> read = subscribe(link.connection().read(ByteBuffer.allocate(10)));
        write(link.connection(), Payload.bytes(100));
        assertThat(link.peer().read(100)).isEqualTo(Payload.bytes(100));
        assertThat(read.isTerminated()).isFalse();
        Outcome<Void> write = subscribe(link.connection().write(ByteBuffer.allocate(SlowPeerRules.BIG)));
        link.peer().send((byte) 1);
        assertThat(read.value()).isEqualTo(1);
        assertThat(write.isTerminated()).isFalse();
    }
}
