package dev.plinth.netty;

import io.netty.util.concurrent.FastThreadLocalThread;
import reactor.core.scheduler.NonBlocking;

/** The thread of a core. Known as one that must not block to Reactor and to blocking detectors. */
final class CoreThread extends FastThreadLocalThread implements NonBlocking {

    private final Object owner;
    private final CoreExecutor executor;

    CoreThread(Object owner, CoreExecutor executor, String name) {
        super(executor, name);
        this.owner = owner;
        this.executor = executor;
    }

    /** The core that the calling thread is among {@code owner}'s, or null. */
    static CoreExecutor current(Object owner) {
        return Thread.currentThread() instanceof CoreThread thread && thread.owner == owner ? thread.executor : null;
    }

    /** Its number, or -1. */
    static int currentCore(Object owner) {
        CoreExecutor executor = current(owner);
        return executor == null ? -1 : executor.index();
    }
}
