package dev.plinth.redis;

import dev.plinth.api.AsyncRuntime;
import io.lettuce.core.api.AsyncCloseable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletionStage;

/** Refuses calls that wait when they are made on a core: they would wait for what that very core must do. */
final class BlockingCalls {

    private BlockingCalls() {}

    static void refuseOnCore(AsyncRuntime runtime, String call, String instead) {
        int core = runtime.currentCore();
        if (core != AsyncRuntime.NO_CORE) {
            throw new IllegalStateException(call + " waits for the server, and was called on core " + core
                    + " of the runtime, which must never wait: use " + instead + ", or call it on another thread");
        }
    }

    /** For connect(): what was begun is closed again. */
    static void refuseConnectOnCore(AsyncRuntime runtime, CompletionStage<?> connection) {
        if (runtime.currentCore() != AsyncRuntime.NO_CORE) {
            connection.thenAccept(opened -> {
                if (opened instanceof AsyncCloseable closeable) {
                    closeable.closeAsync();
                }
            });
            refuseOnCore(runtime, "connect", "connectAsync");
        }
    }

    /** {@code commands}, Lettuce's synchronous API, with that check before each of its calls. */
    @SuppressWarnings("unchecked") // a proxy of the same interfaces
    static <T> T guard(AsyncRuntime runtime, T commands) {
        Class<?> type = commands.getClass();
        return (T) Proxy.newProxyInstance(type.getClassLoader(), type.getInterfaces(), (proxy, method, arguments) -> {
            if (method.getDeclaringClass() != Object.class) {
                refuseOnCore(runtime, "sync()." + method.getName(), "async() or reactive()");
            }
            try {
                return method.invoke(commands, arguments);
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
        });
    }
}
