package dev.plinth.db;

import io.netty.channel.ChannelHandlerContext;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.util.ArrayDeque;
import java.util.Queue;

/** What is to be sent on a connection: at once while there is room, else in its order. On the connection's loop only. */
final class Outgoing {

    private final ChannelHandlerContext context;
    private final InFlight inFlight;
    private final WireSettings settings;
    private final CancelOnServer cancelling;
    private final Responses responses;
    private final Requests requests;
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();

    Outgoing(
            ChannelHandlerContext context,
            InFlight inFlight,
            WireSettings settings,
            CancelOnServer cancelling,
            Responses responses,
            PreparedStatements statements) {
        this.context = context;
        this.inFlight = inFlight;
        this.settings = settings;
        this.cancelling = cancelling;
        this.responses = responses;
        this.requests = new Requests(context, statements);
    }

    void add(Exchange exchange) {
        if (waiting.isEmpty() && canSend()) {
            send(exchange);
        } else if (waiting.size() < settings.maxWaiting()) {
            waiting.add(exchange);
        } else {
            exchange.finished(new R2dbcNonTransientResourceException(
                    "statement refused: " + inFlight.size() + " are in flight on the connection and " + waiting.size()
                            + " wait already, which is the limit. Ask for less at a time",
                    "53400",
                    0,
                    exchange.text.sql()));
        }
    }

    private boolean canSend() {
        return !inFlight.isFull()
                && !cancelling.isUnderWay()
                && context.channel().isWritable();
    }

    void sendWaiting() {
        while (!waiting.isEmpty() && canSend()) {
            Exchange next = waiting.poll();
            if (next.isAbandoned()) {
                next.finished(null);
            } else {
                send(next);
            }
        }
    }

    private void send(Exchange exchange) {
        try {
            requests.add(exchange);
        } catch (RuntimeException e) {
            exchange.finished(e);
            return;
        }
        inFlight.add(exchange);
        if (inFlight.size() == 1) {
            responses.expect(context);
        }
    }

    /** Those that are not sent yet, oldest first. */
    Queue<Exchange> waiting() {
        return waiting;
    }

    /** Answers are being read: what they give rise to goes out when all of them are. */
    void readingBegins() {
        requests.readingBegins();
    }

    void readingEnds() {
        requests.readingEnds();
    }

    /** When something was sent last, by {@link System#nanoTime}. */
    long lastSent() {
        return requests.lastSent();
    }

    /** Nothing more can be sent. */
    void release() {
        requests.release();
    }
}
