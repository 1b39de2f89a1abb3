package dev.plinth.backend.virtualthreads;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.AsyncRuntimeProvider;
import dev.plinth.api.BackendContext;
import dev.plinth.api.BackendUnavailableException;

/**
 * {@code virtualthreads}: blocking sockets on virtual threads, on any OS, from Java 21 on.
 *
 * <p>This class alone is compiled for Java 17 (see the POM), so that an older JVM can load it and be
 * told what is missing. It must not touch the others before that is settled.
 */
public final class VirtualThreadsProvider implements AsyncRuntimeProvider {

    private static final int NEEDED = 21;

    /** For the service loader. */
    public VirtualThreadsProvider() {}

    @Override
    public String name() {
        return "virtualthreads";
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public int spiVersion() {
        return 1;
    }

    @Override
    public String description() {
        return "blocking sockets on virtual threads (any OS, Java " + NEEDED + " or newer)";
    }

    @Override
    public AsyncRuntime create(BackendContext context) {
        if (Runtime.version().feature() < NEEDED) {
            throw new BackendUnavailableException(
                    "it needs Java " + NEEDED + " or newer, this is Java " + System.getProperty("java.version"),
                    "run on a newer JVM",
                    null);
        }
        return VirtualThreadsRuntime.start(context);
    }
}
