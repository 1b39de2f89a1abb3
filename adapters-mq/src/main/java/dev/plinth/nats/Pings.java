package dev.plinth.nats;

import java.util.ArrayDeque;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * The PINGs of an engine that wait for their PONGs: a server answers in order, and only after it has handled what was
 * sent before. On the core, but for {@link #flush} and {@link #after}.
 */
final class Pings {

    private static final byte[] PING = FrameBuffer.bytes("PING\r\n");

    private final Engine engine;
    private final Outgoing outgoing;
    private final ArrayDeque<Ping> unanswered = new ArrayDeque<>();

    Pings(Engine engine, Outgoing outgoing) {
        this.engine = engine;
        this.outgoing = outgoing;
    }

    /** Completes when the server has handled all that was sent before. */
    Mono<Void> flush() {
        return Mono.create(sink -> onCore(() -> flush(sink)));
    }

    private void flush(MonoSink<Void> sink) {
        if (engine.isClosed()) {
            sink.error(engine.closedError());
        } else if (outgoing.takeForeign()) {
            send(sink);
        } else {
            engine.runtime().execute(engine.core(), () -> flush(sink)); // the PING must be behind what is being put in
        }
    }

    /** Has the core do something, and completes when the server has handled what was sent with it. */
    Mono<Void> after(Runnable task) {
        return Mono.create(sink -> onCore(() -> send(task, sink)));
    }

    private void onCore(Runnable task) {
        if (engine.onCore()) {
            task.run();
        } else {
            engine.runtime().execute(engine.core(), task);
        }
    }

    private void send(Runnable task, MonoSink<Void> sink) {
        if (engine.isClosed()) {
            sink.error(engine.closedError());
        } else {
            task.run();
            send(sink);
        }
    }

    /** Sends one; {@code waiting} is told of its answer, or null: nobody is. */
    void send(MonoSink<Void> waiting) {
        unanswered.add(new Ping(waiting, outgoing.epoch()));
        outgoing.line(PING);
    }

    void answered() {
        Ping next = unanswered.poll();
        if (next != null && next.waiting() != null) {
            next.waiting().success();
        }
    }

    /** Those that went out before; the others are still to go. */
    void fail(long sentBefore, Throwable error) {
        while (!unanswered.isEmpty() && unanswered.peek().epoch() < sentBefore) {
            Ping next = unanswered.poll();
            if (next.waiting() != null) {
                next.waiting().error(error);
            }
        }
    }

    /** Who waits for the answer, or null, and with which batch of bytes it goes out. */
    private record Ping(MonoSink<Void> waiting, long epoch) {}
}
