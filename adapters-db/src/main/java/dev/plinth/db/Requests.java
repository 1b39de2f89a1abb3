package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * What is about to be sent on a connection: the requests of one turn of the loop go out in one write. On the
 * connection's loop only.
 */
final class Requests {

    /** A batch that has become this big is handed on before the turn ends. */
    private static final int BIG_BATCH = 64 << 10;

    private final PreparedStatements statements;
    private final ChannelHandlerContext context;
    private final Runnable flushTask = this::flush;
    private ByteBuf batch;
    private long turnStarted;
    private boolean flushScheduled;
    private boolean reading;

    Requests(ChannelHandlerContext context, PreparedStatements statements) {
        this.context = context;
        this.statements = statements;
    }

    /** Answers are being read: what they give rise to goes out when all of them are. */
    void readingBegins() {
        reading = true;
    }

    void readingEnds() {
        reading = false;
        if (batch != null) {
            flush();
        }
    }

    /** When the last batch was begun, by {@link System#nanoTime}. */
    long lastSent() {
        return turnStarted;
    }

    /**
     * @throws RuntimeException if a parameter cannot be encoded; nothing is sent then
     */
    void add(Exchange exchange) {
        ByteBuf out = batch;
        if (out == null) {
            batch = out = context.alloc().ioBuffer(1024);
            turnStarted = System.nanoTime();
        }
        int start = out.writerIndex();
        try {
            write(exchange, out);
        } catch (RuntimeException e) {
            out.writerIndex(start);
            if (exchange.parses && exchange.prepared != null) {
                statements.forget(exchange.prepared, false);
            }
            throw e;
        }
        exchange.sentAt = turnStarted;
        if (out.readableBytes() > BIG_BATCH) {
            handOn();
        }
        if (!reading && !flushScheduled) {
            flushScheduled = true;
            context.channel().eventLoop().execute(flushTask);
        }
    }

    private void write(Exchange exchange, ByteBuf out) {
        for (Prepared old = statements.pollToClose(); old != null; old = statements.pollToClose()) {
            old.writeClose(out);
        }
        Prepared prepared = statements.find(exchange.text, exchange.bindings.types());
        exchange.parses = prepared == null;
        if (prepared == null) {
            prepared = statements.create(exchange.text, exchange.bindings.types());
            exchange.parsed = false;
            exchange.prepared = prepared;
            prepared.writeParse(out);
        }
        exchange.prepared = prepared;
        exchange.described = prepared.isDescribed();
        prepared.writeExecution(out, exchange.bindings);
    }

    private void handOn() {
        ByteBuf out = batch;
        batch = null;
        context.write(out, context.voidPromise());
    }

    private void flush() {
        flushScheduled = false;
        if (batch != null) {
            handOn();
        }
        context.flush();
    }

    /** Nothing more can be sent. */
    void release() {
        if (batch != null) {
            batch.release();
            batch = null;
        }
    }
}
