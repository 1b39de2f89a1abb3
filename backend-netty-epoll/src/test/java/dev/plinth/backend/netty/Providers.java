package dev.plinth.backend.netty;

import dev.plinth.api.AsyncRuntimeProvider;

/** The backends of this module, for tests that run on each. */
final class Providers {

    private Providers() {}

    static AsyncRuntimeProvider[] all() {
        return new AsyncRuntimeProvider[] {new EpollProvider(), new NioProvider()};
    }
}
