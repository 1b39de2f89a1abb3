package dev.plinth.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

class LinkTest {

    private final List<String> asked = new ArrayList<>();
    private Subscriber<? super AsyncConnection> connecting;

    private final AsyncRuntime runtime = proxy(
            AsyncRuntime.class,
            (self, method, args) -> Mono.from(subscriber -> {
                connecting = castToConnections(subscriber);
                subscriber.onSubscribe(Operators.emptySubscription());
            }));
    private final AsyncConnection connection = proxy(AsyncConnection.class, (self, method, args) -> {
        asked.add(method.getName());
        if (method.getName().equals("send")) {
            throw new IllegalStateException("over the limit");
        }
        return method.getName().equals("isOpen") ? true : null;
    });
    private final CoreSelector selector = new CoreSelector();
    private final Link link = new Link(
            new CoreTransport(runtime, 0, false, new Journal()),
            selector,
            new Inflow(selector, new FramePool(), false),
            new Outflow(selector));

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(LinkTest.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @SuppressWarnings("unchecked") // whoever subscribes to connect
    private static Subscriber<? super AsyncConnection> castToConnections(Subscriber<?> subscriber) {
        return (Subscriber<? super AsyncConnection>) subscriber;
    }

    /** kafka-clients gives up connecting after a while; the connection may come at that very moment. */
    @Test
    void aConnectionThatComesWhenNobodyWaitsForItAnyMoreIsClosed() throws IOException {
        connect();
        link.close();
        connecting.onNext(connection);
        assertThat(asked).containsExactly("receive", "abort");
    }

    private void connect() throws IOException {
        link.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9092), new SocketSizes(-1, -1));
    }

    @Test
    void whatCouldNotBeSentIsNotTakenForSent() throws IOException {
        connect();
        connecting.onNext(connection);
        ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
        assertThatThrownBy(() -> link.sendOnCore(bytes)).hasMessage("over the limit");
        assertThat(bytes.remaining()).isEqualTo(1 << 20);
    }
}
