package dev.plinth.backend.netty;

import dev.plinth.api.AsyncRuntimeProvider;
import dev.plinth.tck.BackendTck;

class NioTckTest extends BackendTck {

    @Override
    protected AsyncRuntimeProvider provider() {
        return new NioProvider();
    }
}
