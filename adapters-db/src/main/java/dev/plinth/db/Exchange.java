package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.r2dbc.postgresql.api.ErrorDetails;

/**
 * One statement on its way: what is sent for it and what becomes of the answers. All but {@link #submit}
 * happens on its loop. It is given to a loop as a task by itself.
 */
abstract class Exchange implements Runnable {

    final Lane lane;
    final EventLoop loop;
    final SqlText text;
    final Bindings bindings;

    /** The wire's, while the statement is on it. */
    Wire wire;

    Prepared prepared;

    /** It is the one that carries the Parse for {@link #prepared}. */
    boolean parses;

    boolean parsed;

    /** Whether its columns come as they were described, or all as text. */
    boolean described;

    boolean sentAgain;
    long sentAt;
    ErrorDetails error;

    private boolean abandoned;

    Exchange(Lane lane, EventLoop loop, SqlText text, Bindings bindings) {
        this.lane = lane;
        this.loop = loop;
        this.text = text;
        this.bindings = bindings;
    }

    /** Sends it on its way. From any thread; on the loop itself, at once. */
    final void submit() {
        if (loop.inEventLoop()) {
            lane.execute(this);
        } else {
            loop.execute(this);
        }
    }

    @Override
    public final void run() {
        if (abandoned) {
            finished(null);
        } else {
            lane.execute(this);
        }
    }

    /** Nobody wants the answers any more. */
    final void abandon() {
        if (!abandoned) {
            abandoned = true;
            if (wire != null) {
                wire.abandoned(this);
            }
        }
    }

    final void sentAgain() {
        sentAgain = true;
        error = null;
    }

    final boolean isAbandoned() {
        return abandoned;
    }

    final Columns columns() {
        return prepared.columns(described);
    }

    /** A row came: the content of its message begins at {@code index}, and it is there during the call only. */
    abstract void row(ByteBuf in, int index, int length);

    /** The command is done; whether it counts, the server says at the very end. */
    abstract void completed(ByteBuf in, int index, int length);

    /** A notice came, whose fields begin at {@code index}. */
    abstract void notice(ByteBuf in, int index);

    /** Throws away what nobody has subscribed to, if it keeps anything. */
    void discardIfNotTaken() {}

    /** Whether it has rows that its subscriber does not take. */
    abstract boolean isHeldUpByReader();

    /**
     * Nothing more comes.
     *
     * @param failure null if it went well
     */
    abstract void finished(Throwable failure);
}
