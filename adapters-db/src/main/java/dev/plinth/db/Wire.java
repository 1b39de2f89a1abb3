package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.r2dbc.postgresql.codec.Codecs;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * The extended query protocol on a connection that the driver has opened: many statements in flight, each
 * with a Sync of its own, requests of one turn of the loop in one write. It stands before the driver's
 * handlers in the pipeline: while nothing of ours is in flight, all bytes pass through to them.
 *
 * <p>On the connection's loop only. Whoever lets the driver speak on the connection waits until
 * {@link #isIdle()}, and the other way round.
 */
final class Wire extends ChannelDuplexHandler {

    /** A batch of requests that has become this big is handed on before the turn ends. */
    private static final int BIG_BATCH = 64 << 10;

    private final Codecs codecs;
    private final WireSettings settings;
    private final CancelOnServer cancelling;
    private final InFlight inFlight;
    private final PreparedStatements statements;
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private final Responses responses;
    private final Runnable flushTask = this::flush;
    private ChannelHandlerContext context;
    private EventLoop loop;
    private ByteBuf requests;
    private long turnStarted;
    private boolean flushScheduled;
    private boolean reading;
    private Runnable whenIdle;
    private Runnable whenClosed = () -> {};
    private Consumer<Exchange> takesNotSent = exchange -> exchange.finished(notSent(exchange));
    private Throwable closed;

    private Wire(Codecs codecs, WireSettings settings, Supplier<Mono<Void>> cancelRequest) {
        this.codecs = codecs;
        this.settings = settings;
        this.cancelling = new CancelOnServer(this, cancelRequest);
        this.inFlight = new InFlight(settings.maxInFlight());
        this.statements = new PreparedStatements(settings.preparedStatements());
        this.responses = new Responses(this, inFlight);
    }

    /**
     * Puts a wire into the pipeline of a connection that the driver has opened and does not use right now.
     *
     * @param cancelRequest asks the server, on another connection, to cancel what runs on this one; completes
     *     when the server has closed that other connection
     */
    static Wire install(Channel channel, Codecs codecs, WireSettings settings, Supplier<Mono<Void>> cancelRequest) {
        Wire wire = new Wire(codecs, settings, cancelRequest);
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        if (tls == null) {
            pipeline.addFirst("plinth-wire", wire);
        } else {
            pipeline.addAfter(tls.name(), "plinth-wire", wire);
        }
        return wire;
    }

    Codecs codecs() {
        return codecs;
    }

    EventLoop loop() {
        return loop;
    }

    Channel channel() {
        return context.channel();
    }

    boolean isClosed() {
        return closed != null;
    }

    boolean nothingInFlight() {
        return inFlight.isEmpty();
    }

    WireSettings settings() {
        return settings;
    }

    /** How many statements were sent or wait to be, and are not answered. */
    int outstanding() {
        return inFlight.size() + waiting.size();
    }

    boolean isIdle() {
        return inFlight.isEmpty() && waiting.isEmpty();
    }

    boolean isOpen() {
        return closed == null && context.channel().isActive();
    }

    /** For how long the oldest statement has waited for the first of its answers; 0 if none does. */
    long heldUpSinceNanos(long now) {
        Exchange head = inFlight.head();
        return head == null || head.answered ? 0 : Math.max(0, now - head.sentAt);
    }

    /** Whether rows wait for a subscriber that does not take them: what is sent now waits behind them. */
    boolean isHeldUpByReader() {
        return responses.isHeldUp();
    }

    /** The driver's statements begin and end transactions, too. */
    void driverSaw(char status) {
        responses.transactionStatus(status);
    }

    /** The server's word after the last answer: I outside a transaction, T in one, E in a failed one. */
    char transactionStatus() {
        return responses.transactionStatus();
    }

    /** Runs {@code task} once nothing is outstanding: at once if that is so. */
    void whenIdle(Runnable task) {
        if (isIdle()) {
            task.run();
        } else {
            Runnable before = whenIdle;
            whenIdle = before == null
                    ? task
                    : () -> {
                        before.run();
                        task.run();
                    };
        }
    }

    /**
     * @param task run when the connection is lost, before its statements are told
     * @param notSent given those statements then that wait, and all that come later
     */
    void whenClosed(Runnable task, Consumer<Exchange> notSent) {
        whenClosed = task;
        takesNotSent = notSent;
    }

    /** Asks the server to give up on a statement that runs though nobody wants its answer. */
    void cancelAbandoned() {
        Exchange head = inFlight.head();
        if (head != null && head.isAbandoned() && inFlight.size() == 1) {
            cancelling.request();
        }
    }

    void execute(Exchange exchange) {
        exchange.wire = this;
        if (closed != null) {
            takesNotSent.accept(exchange);
        } else if (waiting.isEmpty() && canSend()) {
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

    private void sendWaiting() {
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
        ByteBuf out = requests;
        if (out == null) {
            requests = out = context.alloc().ioBuffer(1024);
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
            exchange.finished(e);
            return;
        }
        exchange.sentAt = turnStarted;
        boolean wasIdle = inFlight.isEmpty();
        inFlight.add(exchange);
        if (wasIdle) {
            responses.expect(context);
        }
        if (out.readableBytes() > BIG_BATCH) {
            handOn();
        }
        if (!reading && !flushScheduled) {
            flushScheduled = true;
            loop.execute(flushTask);
        }
    }

    private void write(Exchange exchange, ByteBuf out) {
        for (Prepared old = statements.pollToClose(); old != null; old = statements.pollToClose()) {
            old.writeClose(out);
        }
        Prepared prepared = statements.find(exchange.text, exchange.bindings.types());
        if (prepared == null) {
            prepared = statements.create(exchange.text, exchange.bindings.types());
            exchange.prepared = prepared;
            exchange.parses = true;
            exchange.parsed = false;
            prepared.writeParse(out);
        } else {
            exchange.prepared = prepared;
            exchange.parses = false;
        }
        exchange.described = prepared.isDescribed();
        prepared.writeExecution(out, exchange.bindings);
    }

    private void handOn() {
        ByteBuf out = requests;
        requests = null;
        context.write(out, context.voidPromise());
    }

    private void flush() {
        flushScheduled = false;
        if (requests != null) {
            handOn();
        }
        context.flush();
    }

    /** The head of those in flight got its last answer, and is in flight no more. */
    void answered(Exchange exchange) {
        responses.takeOn(exchange);
        if (exchange.error != null) {
            failed(exchange);
        } else {
            exchange.finished(null);
        }
        afterAnswer();
    }

    private void failed(Exchange exchange) {
        Prepared prepared = exchange.prepared;
        boolean notParsed = exchange.parses && !exchange.parsed;
        if (notParsed) {
            statements.forget(prepared, false);
            if (FailedParse.concernsAll(exchange.error)) {
                prepared.failed(exchange.error);
            }
        } else if (DbErrors.wantsReparse(exchange.error)) {
            statements.forget(prepared, !exchange.error.getCode().equals("26000"));
            if (prepared.failure() != null) {
                exchange.error = prepared.failure();
            } else if (!exchange.sentAgain && transactionStatus() == 'I' && !exchange.isAbandoned()) {
                // It did not run: the server did not get so far.
                exchange.sentAgain = true;
                exchange.answered = false;
                exchange.error = null;
                execute(exchange);
                return;
            }
        }
        R2dbcException failure = DbErrors.of(exchange.error, exchange.text.sql());
        exchange.finished(failure);
    }

    private void afterAnswer() {
        if (inFlight.isEmpty()) {
            cancelling.nothingRuns();
        }
        sendWaiting();
        if (whenIdle != null && isIdle()) {
            Runnable task = whenIdle;
            whenIdle = null;
            task.run();
        }
    }

    /** Nothing holds back the statements that wait any longer. */
    void resume() {
        if (closed == null) {
            sendWaiting();
        }
    }

    /** The subscriber of an answer is gone. */
    void abandoned(Exchange exchange) {
        if (waiting.remove(exchange)) {
            exchange.finished(null);
            afterAnswer();
        } else if (closed == null) {
            responses.takeOn(exchange);
            cancelling.consider(exchange);
        }
    }

    /** Whether something is in flight, and whoever asked for the first of it wants it no more. */
    boolean runsForNobody() {
        Exchange head = inFlight.head();
        return head != null && head.isAbandoned();
    }

    boolean runsAlone(Exchange exchange) {
        return inFlight.size() == 1 && inFlight.head() == exchange;
    }

    /** A subscriber takes rows again. */
    void takes(Exchange exchange) {
        responses.takeOn(exchange);
    }

    /** A result has {@code bytes} of rows that its subscriber does not take. */
    void kept(Exchange exchange, int bytes) {
        boolean othersWait = inFlight.size() > 1;
        if (bytes > (othersWait ? settings.sharedResultBuffer() : settings.resultBuffer())) {
            responses.stop(exchange);
        }
    }

    private R2dbcException notSent(Exchange exchange) {
        return new R2dbcNonTransientResourceException(
                "the connection (" + context.channel() + ") is closed; the statement was not sent. Retry it",
                "08003",
                0,
                exchange.text.sql(),
                closed);
    }

    private void lost(Throwable cause) {
        if (closed != null) {
            return;
        }
        closed = cause == null ? new java.nio.channels.ClosedChannelException() : cause;
        responses.release();
        if (requests != null) {
            requests.release();
            requests = null;
        }
        whenClosed.run();
        List<Exchange> sent = new ArrayList<>();
        for (Exchange exchange = inFlight.poll(); exchange != null; exchange = inFlight.poll()) {
            sent.add(exchange);
        }
        for (Exchange exchange : sent) {
            exchange.finished(
                    exchange.error != null
                            ? DbErrors.of(exchange.error, exchange.text.sql())
                            : new StatementMayHaveRunException(
                                    context.channel().toString(), exchange.text.sql(), closed));
        }
        for (Exchange exchange = waiting.poll(); exchange != null; exchange = waiting.poll()) {
            takesNotSent.accept(exchange);
        }
        if (whenIdle != null) {
            whenIdle.run();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        loop = ctx.channel().eventLoop();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        responses.read(ctx, (ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        if (requests != null) {
            flush();
        }
        responses.readComplete(ctx);
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        resume();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (!responses.isStopped()) {
            ctx.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lost(null);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        lost(cause);
        ctx.fireExceptionCaught(cause);
        ctx.close();
    }
}
