package dev.plinth.kafka;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.Receiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import reactor.core.publisher.Mono;

/** A channel that is connected, its selector, and its core, which does what it has to do when it is told to. */
final class ChannelAtHand {

    private static final InetSocketAddress SOMEWHERE = new InetSocketAddress("127.0.0.1", 1);

    final CoreSelector selector = new CoreSelector();
    final CoreChannel channel;
    final SelectionKey key;
    /** What the core has to do. */
    Runnable task = () -> {};

    Receiver receiver;
    final AsyncConnection connection = connection();

    ChannelAtHand() {
        try {
            CoreTransport transport = new CoreTransport(runtime(), 0, true, new Journal());
            channel = new CoreChannel(selector, transport, new FramePool(), new SocketSizes(-1, -1));
            channel.configureBlocking(false);
            channel.connect(SOMEWHERE);
            channel.finishConnect();
            key = channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As between two looks. */
    static void takeTime() {
        for (int i = 0; i < 50; i++) {
            Thread.onSpinWait();
        }
    }

    /** Without a limit. */
    static int select(CoreSelector selector) {
        try {
            return selector.select();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AsyncRuntime runtime() {
        return (AsyncRuntime) Proxy.newProxyInstance(
                ChannelAtHand.class.getClassLoader(), new Class<?>[] {AsyncRuntime.class}, (proxy, method, args) -> {
                    switch (method.getName()) {
                        case "connect":
                            return Mono.just(connection);
                        case "execute":
                            task = (Runnable) args[1];
                            return null;
                        default:
                            throw new UnsupportedOperationException(method.getName());
                    }
                });
    }

    /** It takes all that is sent. */
    private AsyncConnection connection() {
        return (AsyncConnection) Proxy.newProxyInstance(
                ChannelAtHand.class.getClassLoader(), new Class<?>[] {AsyncConnection.class}, (proxy, method, args) -> {
                    switch (method.getName()) {
                        case "receive":
                            receiver = (Receiver) args[0];
                            return null;
                        case "isOpen":
                        case "send":
                            return true;
                        default:
                            throw new UnsupportedOperationException(method.getName());
                    }
                });
    }
}
