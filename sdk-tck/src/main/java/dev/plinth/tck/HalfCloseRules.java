package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectionClosedException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** 9xx, first half: one end of the stream ends, the other goes on. */
abstract class HalfCloseRules extends Rules {

    HalfCloseRules(BackendTck backend) {
        super(backend);
    }

    @Test
    void required_spec901_afterShutdownOutputThePeerReadsTheEndAndReadingHereGoesOn() {
        Link link = link();
        get(link.connection().shutdownOutput());
        assertThat(link.peer().readsEnd()).isTrue();
        assertThat(link.connection().isOpen()).isTrue();
        link.peer().send(Payload.bytes(1_000));
        assertThat(read(link.connection(), 1_000)).isEqualTo(Payload.bytes(1_000));
    }

    @Test
    void required_spec902_shutdownOutputLeavesAPendingReadAlone() {
        Link link = link();
        Outcome<Integer> read = subscribe(link.connection().read(ByteBuffer.allocate(10)));
        get(link.connection().shutdownOutput());
        assertThat(link.peer().readsEnd()).isTrue();
        assertThat(read.isTerminated()).isFalse();
        link.peer().send((byte) 1);
        assertThat(read.value()).isEqualTo(1);
    }

    @Test
    void required_spec903_shutdownOutputComesAfterEverythingWrittenBefore() {
        int total = SlowPeerRules.BIG;
        Link link = link();
        AsyncConnection connection = link.connection();
        Outcome<Void> write = subscribe(connection.write(ByteBuffer.wrap(Payload.bytes(total))));
        CompletableFuture<Outcome<Void>> shutdown = start(connection.core(), () -> {
            connection.send(ByteBuffer.wrap(Payload.bytes(total, 100)));
            return subscribe(connection.shutdownOutput());
        });
        assertThat(get(shutdown).isTerminated()).isFalse();
        get(link.peer().checkInBackground(total + 100));
        assertThat(link.peer().readsEnd()).isTrue();
        write.value();
        get(shutdown).value();
        assertThat(get(shutdown).core()).isEqualTo(connection.core());
    }

    @Test
    void required_spec904_writesAfterShutdownOutputFail() {
        Link link = link();
        get(link.connection().shutdownOutput());
        failure(link.connection().write(ByteBuffer.allocate(10)), ConnectionClosedException.class);
        assertThat(link.peer().readsEnd()).isTrue();
        assertThat(link.connection().isOpen()).isTrue();
    }

    @Test
    void required_spec905_shutdownOutputIsLazy() {
        Link link = link();
        Mono<Void> later = link.connection().shutdownOutput();
        write(link.connection(), Payload.bytes(10));
        get(later);
        assertThat(link.peer().readToEnd()).isEqualTo(Payload.bytes(10));
    }

    @Test
    void required_spec906_afterThePeerEndedItsOutputWritingGoesOn() {
        Link link = link();
        link.peer().endOutput();
        assertThat(get(link.connection().read(ByteBuffer.allocate(10)))).isEqualTo(-1);
        assertThat(link.connection().isOpen()).isTrue();
        write(link.connection(), Payload.bytes(1_000));
        get(link.connection().shutdownOutput());
        assertThat(link.peer().readToEnd()).isEqualTo(Payload.bytes(1_000));
    }

    @Test
    void required_spec907_theEndIsReadAgainAfterBothEndsEndedTheirOutput() {
        Link link = link();
        get(link.connection().shutdownOutput());
        link.peer().send(Payload.bytes(10));
        link.peer().endOutput();
        assertThat(read(link.connection(), 10)).isEqualTo(Payload.bytes(10));
        for (int i = 0; i < 3; i++) {
            assertThat(get(link.connection().read(ByteBuffer.allocate(10)))).isEqualTo(-1);
        }
    }
}
