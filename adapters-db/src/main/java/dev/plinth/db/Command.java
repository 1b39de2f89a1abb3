package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.r2dbc.postgresql.api.ErrorDetails;
import java.nio.charset.StandardCharsets;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * A command of the transaction on the wire of its connection: BEGIN, COMMIT and their kin. Over the driver each would
 * cost as much as a whole statement here. On the connection's loop only, like what it belongs to.
 */
final class Command extends Mono<Void> {

    private static final String ROLLBACK = "ROLLBACK";

    private final Physical physical;
    private final SqlText text;

    Command(Physical physical, String sql) {
        this.physical = physical;
        this.text = SqlText.of(sql);
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> actual) {
        actual.onSubscribe(Operators.emptySubscription()); // whoever cancels a COMMIT cannot call it back
        new Run(physical, text, actual).submit();
    }

    private static final class Run extends Exchange {

        private final CoreSubscriber<? super Void> actual;
        private boolean rolledBack;

        Run(Physical physical, SqlText text, CoreSubscriber<? super Void> actual) {
            super(physical, physical.loop(), text, Bindings.NONE);
            this.actual = actual;
        }

        @Override
        void row(ByteBuf in, int index, int length) {
            // These commands give none.
        }

        /** The server answers the COMMIT of a failed transaction with ROLLBACK, which is no error to it. */
        @Override
        void completed(ByteBuf in, int index, int length) {
            rolledBack = text.command().equals("COMMIT")
                    && in.toString(index, length - 1, StandardCharsets.US_ASCII).equals(ROLLBACK);
        }

        @Override
        void notice(ByteBuf in, int index) {
            // The driver logs those of its own; "there is already a transaction in progress" cannot come.
        }

        @Override
        boolean isHeldUpByReader() {
            return false;
        }

        @Override
        void discardIfNotTaken() {
            // There is nothing to take.
        }

        @Override
        void finished(Throwable failure) {
            if (failure != null) {
                actual.onError(failure);
            } else if (rolledBack) {
                actual.onError(new DbErrors.Rollback(
                        ErrorDetails.fromMessage("the transaction was rolled back, not committed: a statement of it had"
                                + " failed. Do the whole of it again"),
                        text.sql()));
            } else {
                actual.onComplete();
            }
        }
    }
}
