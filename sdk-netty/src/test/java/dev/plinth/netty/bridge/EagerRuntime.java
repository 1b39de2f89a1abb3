package dev.plinth.netty.bridge;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.Receiver;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Mono;

/**
 * A runtime whose connections call the receiver while it is being installed, which the SPI allows:
 * with bytes that had come by then, in two pieces, and with the peer's end if that is wanted.
 */
final class EagerRuntime {

    private EagerRuntime() {}

    static AsyncRuntime of(AsyncRuntime runtime, boolean ended) {
        return proxy(AsyncRuntime.class, runtime, (method, arguments, result) -> {
            if (method.getName().equals("connect")) {
                return ((Mono<?>) result).map(connection -> eager((AsyncConnection) connection, ended));
            }
            return result;
        });
    }

    private static AsyncConnection eager(AsyncConnection connection, boolean ended) {
        return proxy(AsyncConnection.class, connection, (method, arguments, result) -> {
            if (method.getName().equals("receive")) {
                Receiver receiver = (Receiver) arguments[0];
                receiver.onReceive(connection, bytes("ear"));
                receiver.onReceive(connection, bytes("ly"));
                receiver.onReceiveComplete(connection);
                if (ended) {
                    receiver.onEnd(connection);
                }
            }
            return result;
        });
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private interface After {
        Object apply(Method method, Object[] arguments, Object result);
    }

    private static <T> T proxy(Class<T> type, T target, After after) {
        return type.cast(Proxy.newProxyInstance(
                EagerRuntime.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("equals")) {
                        return proxy == arguments[0];
                    }
                    try {
                        return after.apply(method, arguments, method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
