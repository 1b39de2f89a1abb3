package dev.plinth.nats;

import dev.plinth.api.AsyncRuntime;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import reactor.core.publisher.Mono;

/**
 * What an engine has to send: what the core itself puts in, what other threads do ({@link Staging}), and with it the
 * things that must be known on the core before the bytes go out (a subscription, a request). It goes out once per turn of
 * the core, and waits while there is no connection, or the connection has no room.
 */
final class Outgoing {

    private final Engine engine;
    private final AsyncRuntime runtime;
    private final int halfLimit; // of the bytes that wait: with the core, and with others
    private final FrameBuffer own = new FrameBuffer();
    private final Staging staging;
    private final Room room;
    private final MpscUnboundedVarHandleArrayQueue<Runnable> arrivals = new MpscUnboundedVarHandleArrayQueue<>(256);
    private final Turn foreign;
    private final Runnable flush = this::flushNow;
    private boolean flushing; // a flush is on its way in this turn
    private boolean receiving;
    private long epoch;
    private int backlog; // what others published and the core keeps; read by them as it happens to be

    Outgoing(Engine engine) {
        this.engine = engine;
        this.runtime = engine.runtime();
        this.halfLimit = Math.max(1, runtime.config().get(NatsConfig.SEND_LIMIT) / 2);
        this.staging = new Staging(halfLimit);
        this.room = new Room(runtime);
        this.foreign = new Turn(engine, this::foreignTurn);
    }

    // --- From any thread --------------------------------------------------------------------------------------------

    /** {@code arrival}, if there is one, runs once on the core, before the bytes go out, and also if they are refused. */
    void publish(String subject, String reply, byte[] headers, byte[] data, Runnable arrival) {
        if (engine.onCore()) {
            publishOnCore(subject, reply, headers, data, arrival);
            return;
        }
        if (arrival != null) {
            arrivals.offer(arrival);
        }
        int waiting = staging.publish(subject, reply, headers, data);
        foreign.request();
        if (waiting < 0) {
            throw room.refusal(engine.label(), engine.isConnected());
        }
        if (waiting + backlog > Room.HIGH) {
            room.await(engine);
        }
    }

    private void publishOnCore(String subject, String reply, byte[] headers, byte[] data, Runnable arrival) {
        if (arrival != null) {
            arrival.run();
        }
        if (own.length() > 0 && own.length() + data.length > halfLimit) {
            throw room.refusal(engine.label(), engine.isConnected());
        }
        int before = own.length();
        own.publish(subject, reply, headers, data);
        if (before == 0) {
            flushSoon();
        }
    }

    void subscribe(Sub sub) {
        if (engine.onCore()) {
            own.subscribe(sub.subject(), sub.queue(), sub.sid());
            sub.run();
            flushSoon();
            return;
        }
        arrivals.offer(sub); // before its bytes, so that it is there when the first message comes
        try {
            staging.subscribe(sub.subject(), sub.queue(), sub.sid());
        } catch (IllegalArgumentException e) {
            arrivals.offer(() -> engine.subs().remove(sub.sid()));
            throw e;
        } finally {
            foreign.request();
        }
    }

    void unsubscribe(Sub sub) {
        if (!engine.onCore()) {
            arrivals.offer(() -> engine.subs().remove(sub.sid()));
            staging.unsubscribe(sub.sid());
            foreign.request();
        } else if (engine.subs().remove(sub.sid()) != null) {
            end(sub);
        }
    }

    /** Has the core send what waits. */
    void turn() {
        foreign.request();
    }

    Mono<Void> writable() {
        return room.writable(engine);
    }

    // --- On the core ------------------------------------------------------------------------------------------------

    /** In how many-eth batch goes out what is put in now. */
    long epoch() {
        return epoch;
    }

    void end(Sub sub) {
        own.unsubscribe(sub.sid());
        flushSoon();
    }

    /** {@link #end} for one whose SUB may be among the bytes that are just being sent: behind them. */
    void endLater(Sub sub) {
        runtime.execute(engine.core(), () -> end(sub));
    }

    void line(byte[] line) {
        own.line(line);
        flushSoon();
    }

    /** At the end of what arrived, or behind the tasks that wait: one piece for all of them. */
    private void flushSoon() {
        if (!flushing && !receiving) {
            flushing = true;
            runtime.execute(engine.core(), flush);
        }
    }

    void receiving() {
        receiving = true;
    }

    void received() {
        receiving = false;
        if (own.length() > 0) {
            flushNow();
        }
    }

    private void foreignTurn() {
        if (engine.isClosed()) {
            runArrivals();
            lost();
            return;
        }
        if (engine.writableSession() == null) {
            runArrivals(); // their timeouts count from here
            if (own.length() < halfLimit) {
                takeForeign(); // so that it keeps its place before what the core publishes from now on
                backlog = own.length();
            }
        }
        flushNow();
    }

    void runArrivals() {
        for (Runnable arrival; (arrival = arrivals.poll()) != null; ) {
            arrival.run();
        }
    }

    /**
     * What others have put in so far, behind what the core has, and before what it puts in now; false if somebody is
     * putting something in right now, and nothing was taken.
     */
    boolean takeForeign() {
        FrameBuffer theirs = staging.take();
        if (theirs == null) {
            return false;
        }
        if (theirs.length() > 0) {
            runArrivals();
            own.append(theirs);
            theirs.clear();
        }
        return true;
    }

    /**
     * The end: all that was published so far, though the connection may have no room, which only bounds what comes. False
     * if somebody is putting something in right now, and nothing was done.
     */
    boolean flushLast(Session to) {
        if (to == null || !to.isReady()) {
            return true;
        }
        if (!takeForeign()) {
            return false;
        }
        if (own.length() > 0) {
            send(to, own);
        }
        return true;
    }

    void flushNow() {
        flushing = false;
        Session to = engine.writableSession();
        if (to == null) {
            return;
        }
        if (own.length() > 0) {
            send(to, own);
        }
        backlog = 0;
        if (!to.isWritable()) {
            return;
        }
        room.collect();
        FrameBuffer theirs = staging.take();
        if (theirs == null) {
            foreign.request();
            return;
        }
        runArrivals(); // what belongs to these bytes
        if (theirs.length() > 0) {
            send(to, theirs);
            if (theirs.length() > 0) { // not taken
                own.append(theirs);
                theirs.clear();
            }
        }
        if (to.isWritable()) {
            room.free();
        }
    }

    /** What a connection that is just being closed does not take is kept for the next one. */
    private void send(Session to, FrameBuffer frames) {
        boolean taken = true;
        try {
            taken = to.send(frames.content());
        } finally {
            if (taken) {
                engine.counters().add(Counters.MESSAGES_OUT, frames.messages());
                engine.counters().add(Counters.BYTES_OUT, frames.payload());
                frames.clear();
                epoch++;
            }
        }
    }

    /** There is no connection any more, or it has all ended: nobody is to wait for one that takes more. */
    void lost() {
        receiving = false;
        room.collect();
        room.free();
    }
}
