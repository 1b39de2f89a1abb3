package dev.plinth.redis;

import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;

/**
 * Whether a connection is inside a transaction, and what follows when it is lost there: everything up
 * to the end of the transaction fails, since on the next connection it would run on its own. A lost
 * WATCH fails the transaction that it was to protect.
 *
 * <p>Callers may be on any thread, the loss is noticed on the core; a caller that races with it is
 * caught by {@link RequeueFilter}.
 */
final class TransactionState {

    private enum State {
        NONE,
        WATCHING,
        OPEN,
        WATCH_LOST,
        LOST
    }

    private volatile State state = State.NONE;

    /** Before a command is sent: null, or why it must not be. */
    TransactionLostException before(ProtocolKeyword type) {
        State current = state;
        if (!(type instanceof CommandType command)) {
            return current == State.LOST ? lost(type) : null;
        }
        switch (command) {
            case WATCH:
                if (current == State.WATCH_LOST) {
                    state = State.NONE;
                    return lost(type);
                }
                if (current != State.OPEN && current != State.LOST) {
                    state = State.WATCHING;
                }
                break;
            case UNWATCH:
                if (current == State.WATCHING || current == State.WATCH_LOST) {
                    state = State.NONE;
                }
                break;
            case MULTI:
                state = current == State.WATCH_LOST ? State.LOST : State.OPEN;
                return current == State.WATCH_LOST ? lost(type) : null;
            case EXEC:
            case DISCARD:
                state = State.NONE;
                return current == State.LOST || current == State.WATCH_LOST ? lost(type) : null;
            default:
                break;
        }
        return state == State.LOST ? lost(type) : null;
    }

    /** MULTI failed: refused here or by the server, or lost. */
    void notBegun() {
        if (state == State.OPEN) {
            state = State.LOST;
        }
    }

    /** The connection is gone. */
    void connectionLost() {
        switch (state) {
            case OPEN -> state = State.LOST;
            case WATCHING -> state = State.WATCH_LOST;
            default -> {}
        }
    }

    static TransactionLostException lost(ProtocolKeyword type) {
        return new TransactionLostException(type + " was not sent: it belongs to a transaction whose connection was"
                + " lost. Nothing of the transaction has run, unless EXEC had been sent; begin it again (EXEC or"
                + " DISCARD, which fail too, or a new MULTI end the lost one)");
    }
}
