package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectOptions;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** 8xx, first part: receiving in push mode. */
abstract class PushRules extends PushMode {

    PushRules(BackendTck backend) {
        super(backend);
    }

    @Test
    void required_spec801_everyByteGoesToTheReceiverAndThoseThatCameBeforeFirst() {
        Link link = link();
        link.peer().send(Payload.bytes(1_000));
        pass(link.connection().core());
        Recorder receiver = install(link);
        link.peer().send(Payload.bytes(1_000, 1_000));
        await().until(() -> receiver.size() >= 2_000);
        assertThat(receiver.bytes()).isEqualTo(Payload.bytes(2_000));
    }

    @Test
    void required_spec802_allCallsComeOneAtATimeOnTheCoreOfTheConnection() {
        for (int core = 0; core < runtime().cores(); core++) {
            Link link = link(ConnectOptions.builder().core(core).build());
            Recorder receiver = install(link);
            link.peer().send(Payload.bytes(100_000));
            link.peer().endOutput();
            await().until(() -> receiver.calls().contains("end"));
            get(link.connection().close());
            get(receiver.closed());
            assertThat(receiver.complaint()).isNull();
        }
    }

    @Test
    void required_spec803_onReceiveCompleteFollowsWhatWasReceived() {
        Link link = link();
        Recorder receiver = install(link);
        for (int i = 0; i < 5; i++) {
            link.peer().send(Payload.bytes(i * 100L, 100));
            int size = (i + 1) * 100;
            await().until(() -> receiver.size() == size
                    && receiver.calls().get(receiver.calls().size() - 1).equals("complete"));
        }
        assertThat(receiver.calls().get(0)).isEqualTo("receive");
    }

    @Test
    void required_spec804_onEndIsCalledOnceAfterTheLastByteAndWritingGoesOn() {
        Link link = link();
        Recorder receiver = install(link);
        link.peer().send(Payload.bytes(50_000));
        link.peer().endOutput();
        await().until(() -> receiver.calls().contains("end"));
        assertThat(receiver.bytes()).isEqualTo(Payload.bytes(50_000));
        pass(link.connection().core());
        assertThat(receiver.closed()).isNotDone();
        assertThat(receiver.calls()).containsOnlyOnce("end");
        assertThat(link.connection().isOpen()).isTrue();
        write(link.connection(), Payload.bytes(100));
        assertThat(link.peer().read(100)).isEqualTo(Payload.bytes(100));
    }

    @Test
    void required_spec805_onClosedHasNoCauseIfThisEndClosed() {
        Link link = link();
        Recorder receiver = install(link);
        get(link.connection().close());
        assertThat(get(receiver.closed())).isNull();
        pass(link.connection().core());
        assertThat(receiver.calls()).containsExactly("closed");
    }

    @Test
    void required_spec806_onClosedHasNoCauseIfBothEndsEndedTheirOutput() {
        Link link = link();
        Recorder receiver = install(link);
        get(link.connection().shutdownOutput());
        assertThat(link.peer().readsEnd()).isTrue();
        link.peer().endOutput();
        assertThat(get(receiver.closed())).isNull();
        assertThat(receiver.calls()).containsExactly("end", "closed");
        get(link.connection().onClose());
        assertThat(link.connection().isOpen()).isFalse();
    }

    @Test
    void required_spec807_onClosedHasTheResetAsItsCause() {
        Link link = link();
        Recorder receiver = install(link);
        link.peer().reset();
        assertThat(get(receiver.closed())).isNotNull();
        assertThat(link.connection().isOpen()).isFalse();
    }

    @Test
    void required_spec808_readIsRefused() {
        Link link = link();
        Recorder receiver = install(link);
        failure(link.connection().read(ByteBuffer.allocate(10)), IllegalStateException.class);
        link.peer().send((byte) 1);
        await().until(() -> receiver.size() == 1);
    }

    @Test
    void required_spec809_aSecondReceiverIsRefused() {
        Link link = link();
        Recorder receiver = install(link);
        assertThatThrownBy(() -> on(link.connection().core(), () -> {
                    link.connection().receive(new Recorder(runtime()));
                    return null;
                }))
                .hasCauseInstanceOf(IllegalStateException.class);
        link.peer().send((byte) 1);
        await().until(() -> receiver.size() == 1);
    }

    @Test
    void required_spec810_aReceiverIsRefusedWhileAReadIsPending() {
        Link link = link();
        Outcome<Integer> read = subscribe(link.connection().read(ByteBuffer.allocate(10)));
        assertThatThrownBy(() -> on(link.connection().core(), () -> {
                    link.connection().receive(new Recorder(runtime()));
                    return null;
                }))
                .hasCauseInstanceOf(IllegalStateException.class);
        link.peer().send((byte) 1);
        assertThat(read.value()).isEqualTo(1);
    }

    @Test
    void required_spec811_afterPauseReceiveNothingComesUntilResumeReceive() {
        Link link = link();
        CompletableFuture<Integer> pausedAt = new CompletableFuture<>();
        Recorder receiver = install(link, new Recorder(runtime()) {
            @Override
            void received(AsyncConnection connection, ByteBuffer data) {
                if (!pausedAt.isDone()) {
                    connection.pauseReceive();
                    pausedAt.complete(size());
                }
            }
        });
        CompletableFuture<Void> sent = link.peer().sendInBackground(500_000);
        int size = get(pausedAt);
        pass(link.connection().core());
        assertThat(receiver.size()).isEqualTo(size);
        on(link.connection().core(), () -> {
            link.connection().resumeReceive();
            return null;
        });
        get(sent);
        await().until(() -> receiver.size() == 500_000);
        assertThat(receiver.bytes()).isEqualTo(Payload.bytes(500_000));
    }

    @Test
    void required_spec812_theEndIsNotToldBeforeTheBytesThatWereHeldBack() {
        Link link = link();
        Recorder receiver = install(link);
        on(link.connection().core(), () -> {
            link.connection().pauseReceive();
            return null;
        });
        link.peer().send(Payload.bytes(100_000));
        link.peer().endOutput();
        pass(link.connection().core());
        assertThat(receiver.calls()).isEmpty();
        on(link.connection().core(), () -> {
            link.connection().resumeReceive();
            return null;
        });
        await().until(() -> receiver.calls().contains("end"));
        assertThat(receiver.bytes()).isEqualTo(Payload.bytes(100_000));
    }

    @Test
    void required_spec813_aPausedReceiverHoldsUpThePeer() {
        Link link = link();
        Recorder receiver = install(link);
        on(link.connection().core(), () -> {
            link.connection().pauseReceive();
            return null;
        });
        CompletableFuture<Void> sent = link.peer().sendInBackground(Stall.TOTAL);
        Stall.await(link.peer()::sent, patience());
        assertThat(link.peer().sent()).isLessThan(Stall.MOST_ON_THE_WAY);
        assertThat(receiver.size()).isZero();
        assertThat(sent).isNotDone();
    }

    @Test
    void required_spec814_whatTheReceiverLeavesIsNotHandedOverAgain() {
        Link link = link();
        Recorder receiver = install(link, new Recorder(runtime()) {
            @Override
            void received(AsyncConnection connection, ByteBuffer data) {
                data.position(data.position() + data.remaining() / 2);
            }
        });
        link.peer().send(Payload.bytes(10_000));
        await().until(() -> receiver.size() >= 10_000);
        link.peer().send(Payload.bytes(10_000, 10));
        await().until(() -> receiver.size() >= 10_010);
        assertThat(receiver.bytes()).isEqualTo(Payload.bytes(10_010));
    }
}
