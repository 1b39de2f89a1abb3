package io.nats.client.impl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.PlinthException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Mono;

/** A thread that waits for a connection is interrupted. */
class OpeningTest {

    private final List<String> asked = new ArrayList<>();
    private final AsyncConnection connection = proxy(AsyncConnection.class, (self, method, args) -> {
        asked.add(method.getName());
        return null;
    });
    private final AsyncRuntime runtime = proxy(
            AsyncRuntime.class,
            (self, method, args) -> method.getName().equals("currentCore")
                    ? AsyncRuntime.NO_CORE
                    : InvocationHandler.invokeDefault(self, method, args));
    private Runnable whenCancelled = () -> {};
    private Subscriber<? super AsyncConnection> waiting;

    /** Cancelling it comes too late. */
    private final Mono<AsyncConnection> connecting = Mono.from(subscriber -> {
        waiting = subscriber;
        subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {
                Runnable once = whenCancelled;
                whenCancelled = () -> {};
                once.run();
            }
        });
    });

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(OpeningTest.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    private void isInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Opening.await(runtime, connecting))
                .isInstanceOf(PlinthException.class)
                .hasRootCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void whatComesAtThatMomentIsClosed() {
        whenCancelled = () -> waiting.onNext(connection);
        isInterrupted();
        assertThat(asked).containsExactly("abort");
    }

    @Test
    void whatComesAfterwardsIsClosed() {
        isInterrupted();
        assertThat(asked).isEmpty();
        waiting.onNext(connection);
        assertThat(asked).containsExactly("abort");
    }

    @Test
    void whatComesInTimeIsHandedOver() {
        assertThat(Opening.await(runtime, Mono.just(connection))).isSameAs(connection);
        assertThat(asked).isEmpty();
    }
}
