package dev.plinth.nats;

import dev.plinth.api.AsyncRuntime;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import reactor.core.publisher.Mono;

/** Holds up those who publish faster than the server takes it: threads wait, cores and Monos are told. */
final class Room {

    /** A thread that has more than this waiting to be sent is held up. */
    static final int HIGH = 256 << 10;

    private final AsyncRuntime runtime;
    private final long patienceNanos;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Runnable> collected = new ArrayDeque<>(); // on the core

    Room(AsyncRuntime runtime) {
        this.runtime = runtime;
        this.patienceNanos = runtime.config().get(NatsConfig.REQUEST_TIMEOUT).toNanos();
    }

    /** Waits until what waits has been taken; not on a core, and not while there is no connection to take it. */
    void await(Engine engine) {
        if (runtime.currentCore() != AsyncRuntime.NO_CORE || !engine.isConnected()) {
            return;
        }
        Thread self = Thread.currentThread();
        AtomicBoolean free = new AtomicBoolean();
        waiting.add(() -> {
            free.set(true);
            LockSupport.unpark(self);
        });
        engine.outgoing().turn(); // should the room have come before this thread was in the line
        long deadline = System.nanoTime() + patienceNanos;
        while (!free.get() && !engine.isClosed()) {
            long left = deadline - System.nanoTime();
            if (left <= 0 || self.isInterrupted()) {
                return; // it was put in; the limit refuses those that come next
            }
            LockSupport.parkNanos(this, Math.min(left, TimeUnit.SECONDS.toNanos(1)));
        }
    }

    Mono<Void> writable(Engine engine) {
        return Mono.create(sink -> {
            waiting.add(() -> {
                if (engine.isClosed()) {
                    sink.error(engine.closedError());
                } else {
                    sink.success();
                }
            });
            engine.outgoing().turn();
        });
    }

    /** On the core, before it takes what others have put in: who waits now has put it in before. */
    void collect() {
        for (Runnable next; (next = waiting.poll()) != null; ) {
            collected.add(next);
        }
    }

    /** On the core: all that was taken has been handed to the transport, which has room for more. */
    void free() {
        for (Runnable next; (next = collected.poll()) != null; ) {
            next.run();
        }
    }

    NatsLimitException refusal(String label, boolean connected) {
        return new NatsLimitException("as many bytes as may ("
                + runtime.config().get(NatsConfig.SEND_LIMIT) + ") wait to be sent to " + label
                + (connected ? ", which does not take them as fast as they come" : ", to which there is no connection")
                + ": the message is refused (" + NatsConfig.SEND_LIMIT
                + "). Wait for writable() before more is published, or raise the limit");
    }
}
