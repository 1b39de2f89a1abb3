package dev.plinth.netty.bridge;

import dev.plinth.api.AsyncRuntime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;

/** A Netty runtime that does not say so, so that it gets the bridge. */
final class Disguise {

    private Disguise() {}

    static AsyncRuntime of(AsyncRuntime runtime) {
        return (AsyncRuntime) Proxy.newProxyInstance(
                Disguise.class.getClassLoader(), new Class<?>[] {AsyncRuntime.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "unwrap":
                            return Optional.empty();
                        case "equals":
                            return proxy == arguments[0];
                        default:
                            try {
                                return method.invoke(runtime, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                    }
                });
    }
}
