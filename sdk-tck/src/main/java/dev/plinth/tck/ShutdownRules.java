package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectException;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.TlsOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** 11xx: the end of a runtime. */
abstract class ShutdownRules extends Rules {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    ShutdownRules(BackendTck backend) {
        super(backend);
    }

    @Test
    void required_spec1101_everyPendingMonoTerminates() {
        Link link = link();
        List<Outcome<?>> pending = new ArrayList<>();
        pending.add(subscribe(link.connection().read(ByteBuffer.allocate(10))));
        pending.add(subscribe(link.connection().write(ByteBuffer.allocate(SlowPeerRules.BIG))));
        pending.add(subscribe(link.connection().write(ByteBuffer.allocate(10))));
        pending.add(subscribe(runtime().delay(Duration.ofDays(1))));
        ConnectOptions tls = ConnectOptions.builder().tls(TlsOptions.client()).build();
        pending.add(subscribe(runtime().connect(server().address(), tls)));
        closeLater(server().accept()).read(1); // the handshake has begun, and will never end
        Outcome<Void> onClose = subscribe(link.connection().onClose());
        get(runtime().shutdown());
        pending.forEach(Outcome::error);
        onClose.value();
    }

    @Test
    void required_spec1102_connectionsAndListenersAreClosed() {
        Link link = link();
        AsyncListener listener = get(runtime().listen(ANY_PORT, ListenOptions.defaults(), AsyncConnection::abort));
        Recorder receiver = new Recorder(runtime());
        link.connection().receive(receiver);
        get(runtime().shutdown());
        link.peer().awaitGone();
        assertThat(link.connection().isOpen()).isFalse();
        assertThat(listener.isOpen()).isFalse();
        assertThat(receiver.calls()).containsExactly("closed");
        failure(start(settings()).connect(listener.localAddress(), ConnectOptions.defaults()), ConnectException.class);
    }

    @Test
    void required_spec1103_theThreadsEnd() {
        useAndClose(); // whatever the JVM or a backend starts once in a process is there now
        Set<String> before = Threads.alive();
        useAndClose();
        await().untilAsserted(() -> {
            Set<String> more = new TreeSet<>(Threads.alive());
            more.removeAll(before);
            assertThat(more).as("threads that outlive their runtime").isEmpty();
        });
    }

    private void useAndClose() {
        AsyncRuntime other = start(settings());
        AsyncConnection connection =
                other.blockOn(other.connect("localhost", server().address().getPort()));
        other.blockOn(connection.write(ByteBuffer.allocate(10)));
        Outcome.of(connection.read(ByteBuffer.allocate(10)), other, patience());
        other.blockOn(other.delay(Duration.ofMillis(1)));
        other.close();
    }

    @Test
    void required_spec1104_shutdownAgainGivesTheSameOutcome() {
        Mono<Void> shutdown = runtime().shutdown();
        get(shutdown);
        get(shutdown);
        get(runtime().shutdown());
        runtime().close();
        runtime().close();
    }

    @Test
    void required_spec1105_closeIsRefusedOnACore() {
        on(0, () -> {
            assertThatThrownBy(runtime()::close).isInstanceOf(IllegalStateException.class);
            return null;
        });
        assertThat(on(0, runtime()::currentCore)).isZero();
    }

    @Test
    void required_spec1106_shutdownMayBeSubscribedToOnACore() {
        Outcome<Void> outcome = on(0, () -> subscribe(runtime().shutdown()));
        outcome.value();
        assertThat(outcome.core()).isEqualTo(AsyncRuntime.NO_CORE);
    }

    @Test
    void required_spec1107_shutdownIsLazy() {
        Mono<Void> later = runtime().shutdown();
        assertThat(on(0, runtime()::currentCore)).isZero();
        get(later);
    }

    @Test
    void required_spec1108_tasksAlreadyAcceptedStillRun() {
        AtomicInteger ran = new AtomicInteger();
        Runnable release = occupy(1);
        for (int i = 0; i < 1_000; i++) {
            runtime().execute(1, ran::incrementAndGet);
        }
        Outcome<Void> shutdown = subscribe(runtime().shutdown());
        release.run();
        shutdown.value();
        assertThat(ran).hasValue(1_000);
    }

    @Test
    void required_spec1109_timersAreDropped() {
        AtomicBoolean ran = new AtomicBoolean();
        runtime().schedule(0, Duration.ofDays(1), () -> ran.set(true));
        get(runtime().shutdown());
        assertThat(ran).isFalse();
    }

    @Test
    void required_spec1110_whatRunsBeyondTheShutdownTimeoutIsAbandoned() {
        AsyncRuntime other = start(settings().set(RuntimeConfig.SHUTDOWN_TIMEOUT, Duration.ofMillis(200)));
        AtomicBoolean released = new AtomicBoolean();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        other.execute(1, () -> {
            begun.complete(null);
            spinUntil(released);
        });
        get(begun);
        get(other.shutdown());
        assertThat(released).isFalse();
        released.set(true);
    }

    @Test
    void required_spec1111_afterShutdownEverythingIsRefused() {
        get(runtime().shutdown());
        Runnable nothing = () -> {};
        assertThatThrownBy(() -> runtime().execute(nothing)).isInstanceOf(RuntimeClosedException.class);
        assertThatThrownBy(() -> runtime().execute(0, nothing)).isInstanceOf(RuntimeClosedException.class);
        assertThatThrownBy(() -> runtime().schedule(0, Duration.ZERO, nothing))
                .isInstanceOf(RuntimeClosedException.class);
        failure(runtime().spawn(() -> 1), RuntimeClosedException.class);
        failure(runtime().spawnOn(0, () -> 1), RuntimeClosedException.class);
        failure(runtime().delay(Duration.ZERO), RuntimeClosedException.class);
        failure(runtime().connect(server().address(), ConnectOptions.defaults()), RuntimeClosedException.class);
        failure(
                runtime().listen(ANY_PORT, ListenOptions.defaults(), AsyncConnection::abort),
                RuntimeClosedException.class);
    }

    @Test
    void required_spec1112_connectionsAnswerAfterShutdownToo() {
        Link link = link();
        get(runtime().shutdown());
        failure(link.connection().read(ByteBuffer.allocate(1)), ConnectionClosedException.class);
        failure(link.connection().write(ByteBuffer.allocate(1)), ConnectionClosedException.class);
        get(link.connection().close());
        get(link.connection().onClose());
        link.connection().abort();
        assertThat(link.connection().remoteAddress()).isEqualTo(server().address());
        assertThat(runtime().info().backend()).isEqualTo(provider().name());
    }

    @Test
    void required_spec1113_whatCrossesTheShutdownTerminatesNonetheless() {
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<List<Outcome<?>>> subscribing = Background.run(() -> {
            List<Outcome<?>> outcomes = new ArrayList<>();
            for (int i = 0; !stop.get() && i < 20_000; i++) {
                outcomes.add(subscribe(runtime().spawnOn(i % runtime().cores(), () -> 1)));
                if (i % 10 == 0) {
                    outcomes.add(subscribe(runtime().delay(Duration.ofMillis(1))));
                }
            }
            return outcomes;
        });
        get(runtime().spawn(() -> 1));
        get(runtime().shutdown());
        stop.set(true);
        get(subscribing).forEach(Outcome::awaitTermination);
    }

    @Test
    void required_spec1114_underLoadEverythingEndsAndEveryReceiverIsToldOnce() {
        List<Recorder> receivers = java.util.Collections.synchronizedList(new ArrayList<>());
        AsyncListener listener = get(runtime().listen(ANY_PORT, ListenOptions.defaults(), connection -> {
            Recorder receiver = new Recorder(runtime()) {
                @Override
                void received(AsyncConnection from, ByteBuffer data) {
                    from.send(data);
                }
            };
            receivers.add(receiver);
            connection.receive(receiver);
        }));
        List<Outcome<Void>> chatter = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            AsyncConnection connection = get(runtime().connect(listener.localAddress(), ConnectOptions.defaults()));
            ByteBuffer buffer = ByteBuffer.allocate(1_000);
            chatter.add(subscribe(Mono.defer(() -> connection.write(buffer.clear()))
                    .then(Mono.defer(() -> connection.read(buffer.clear())))
                    .repeat()
                    .then()));
        }
        await().until(() ->
                receivers.size() == 50 && receivers.stream().allMatch(receiver -> receiver.size() > 10_000));
        get(runtime().shutdown());
        chatter.forEach(Outcome::error);
        assertThat(receivers).allSatisfy(receiver -> {
            assertThat(receiver.calls()).endsWith("closed").containsOnlyOnce("closed");
            assertThat(receiver.complaint()).isNull();
        });
    }
}
