package dev.plinth.backend.virtualthreads;

import dev.plinth.api.AsyncRuntimeProvider;
import dev.plinth.tck.BackendTck;

/** The conformance kit. */
class VirtualThreadsTckTest extends BackendTck {

    @Override
    protected AsyncRuntimeProvider provider() {
        return new VirtualThreadsProvider();
    }
}
