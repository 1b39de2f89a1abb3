package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ReadTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** 8xx, second part: how push mode ends. */
abstract class PushEndRules extends PushMode {

    PushEndRules(BackendTck backend) {
        super(backend);
    }

    @Test
    void required_spec815_whatOnReceiveThrowsClosesTheConnectionAndIsItsCause() {
        RuntimeException thrown = new IllegalStateException("thrown by onReceive, on purpose");
        Link link = link();
        Recorder receiver = install(link, new Recorder(runtime()) {
            @Override
            void received(AsyncConnection connection, ByteBuffer data) {
                throw thrown;
            }
        });
        link.peer().send((byte) 1);
        assertThat(get(receiver.closed())).isSameAs(thrown);
        link.peer().awaitGone();
        assertThat(link.connection().isOpen()).isFalse();
    }

    @Test
    void required_spec816_whatOnReceiveCompleteThrowsClosesTheConnectionAndIsItsCause() {
        RuntimeException thrown = new IllegalStateException("thrown by onReceiveComplete, on purpose");
        Link link = link();
        Recorder receiver = install(link, new Recorder(runtime()) {
            @Override
            void completed(AsyncConnection connection) {
                throw thrown;
            }
        });
        link.peer().send((byte) 1);
        assertThat(get(receiver.closed())).isSameAs(thrown);
        link.peer().awaitGone();
    }

    @Test
    void required_spec817_whatOnEndThrowsClosesTheConnectionAndIsItsCause() {
        RuntimeException thrown = new IllegalStateException("thrown by onEnd, on purpose");
        Link link = link();
        Recorder receiver = install(link, new Recorder(runtime()) {
            @Override
            void ended(AsyncConnection connection) {
                throw thrown;
            }
        });
        link.peer().endOutput();
        assertThat(get(receiver.closed())).isSameAs(thrown);
        link.peer().awaitGone();
    }

    @Test
    void required_spec818_silenceBeyondTheReadTimeoutCloses() {
        Link link = link(
                ConnectOptions.builder().readTimeout(Duration.ofMillis(100)).build());
        Recorder receiver = install(link);
        assertThat(get(receiver.closed())).isInstanceOf(ReadTimeoutException.class);
        link.peer().awaitGone();
    }

    @Test
    void required_spec819_aReceiverThatClosesHearsNothingMoreButOnClosed() {
        Link link = link();
        Recorder receiver = install(link, new Recorder(runtime()) {
            @Override
            void received(AsyncConnection connection, ByteBuffer data) {
                connection.abort();
            }
        });
        link.peer().send(Payload.bytes(10));
        assertThat(get(receiver.closed())).isNull();
        pass(link.connection().core());
        assertThat(receiver.calls()).filteredOn("closed"::equals).hasSize(1);
        assertThat(receiver.calls()).endsWith("closed");
    }

    @Test
    void required_spec820_aReceiverOfAClosedConnectionIsToldSo() {
        Link link = link();
        get(link.connection().close());
        Recorder receiver = install(link);
        get(receiver.closed());
        assertThat(receiver.calls()).containsExactly("closed");
    }

    @Test
    void required_spec821_aReceiverThatIsInstalledWhileTheConnectionClosesIsToldOnce() {
        for (int i = 0; i < 200; i++) {
            Link link = link();
            CompletableFuture<Recorder> installed = Background.run(() -> install(link));
            link.connection().abort();
            Recorder receiver = get(installed);
            get(receiver.closed());
            on(link.connection().core(), () -> null);
            assertThat(receiver.complaint()).isNull();
        }
    }
}
