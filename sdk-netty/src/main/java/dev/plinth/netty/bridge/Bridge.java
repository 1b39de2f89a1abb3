package dev.plinth.netty.bridge;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.netty.NettyTransport;

/** Netty channels on a runtime that is not Netty's. */
public final class Bridge {

    private Bridge() {}

    /** The bridge of a runtime; the same one if asked again. */
    public static NettyTransport transport(AsyncRuntime runtime) {
        throw new UnsupportedOperationException(
                "the bridge for backend '" + runtime.info().backend() + "' is not built yet");
    }
}
