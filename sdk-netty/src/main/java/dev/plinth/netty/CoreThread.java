package dev.plinth.netty;

import io.netty.util.concurrent.FastThreadLocalThread;
import reactor.core.scheduler.NonBlocking;

/** The thread of a core. Known as one that must not block to Reactor and to blocking detectors. */
final class CoreThread extends FastThreadLocalThread implements NonBlocking {

    private final Object owner;
    private final int core;

    CoreThread(Object owner, int core, String name, Runnable loop) {
        super(loop, name);
        this.owner = owner;
        this.core = core;
    }

    /** The core that the calling thread is among {@code owner}'s, or -1. */
    static int currentCore(Object owner) {
        return Thread.currentThread() instanceof CoreThread thread && thread.owner == owner ? thread.core : -1;
    }
}
