package dev.plinth.db;

import io.netty.channel.Channel;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/** What becomes of a connection's statements when it is lost. */
final class LostConnection {

    private Runnable whenLost; // null: nobody's
    private Consumer<Exchange> takesNotSent;
    private Channel channel;
    private Throwable cause;

    /**
     * @param task run when the connection is lost, before its statements are told
     * @param notSent given those statements then that wait, and all that come later
     */
    void whenLost(Runnable task, Consumer<Exchange> notSent) {
        whenLost = task;
        takesNotSent = notSent;
    }

    /** Whether somebody is told of the loss, and closes the driver's connection then. */
    boolean hasOwner() {
        return whenLost != null;
    }

    boolean isLost() {
        return cause != null;
    }

    void lost(Channel which, Throwable why) {
        channel = which;
        cause = why == null ? new ClosedChannelException() : why;
    }

    void tell(InFlight inFlight, Queue<Exchange> waiting) {
        if (whenLost != null) {
            whenLost.run();
        }
        List<Exchange> sent = new ArrayList<>();
        for (Exchange exchange = inFlight.poll(); exchange != null; exchange = inFlight.poll()) {
            sent.add(exchange);
        }
        sent.forEach(exchange -> exchange.finished(mayHaveRun(exchange)));
        for (Exchange exchange = waiting.poll(); exchange != null; exchange = waiting.poll()) {
            refuse(exchange);
        }
    }

    private R2dbcException mayHaveRun(Exchange exchange) {
        String sql = exchange.text.sql();
        return exchange.error != null
                ? DbErrors.of(exchange.error, sql)
                : new StatementMayHaveRunException(channel.toString(), sql, cause);
    }

    /** For one that was not sent. */
    void refuse(Exchange exchange) {
        if (takesNotSent != null) {
            takesNotSent.accept(exchange);
        } else {
            exchange.finished(new R2dbcNonTransientResourceException(
                    "the connection (" + channel + ") is closed; the statement was not sent. Retry it",
                    "08003",
                    0,
                    exchange.text.sql(),
                    cause));
        }
    }
}
