package dev.plinth.backend.uring;

import dev.plinth.api.AsyncRuntimeProvider;
import dev.plinth.tck.BackendTck;

class PercoreUringTckTest extends BackendTck {

    @Override
    protected AsyncRuntimeProvider provider() {
        return new PercoreUringProvider();
    }
}
