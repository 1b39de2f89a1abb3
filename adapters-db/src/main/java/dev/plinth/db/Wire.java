package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.r2dbc.postgresql.codec.Codecs;
import java.util.concurrent.TimeUnit;
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

    /** A result that nobody subscribes to for that long holds up its connection no longer. */
    private static final int NOT_TAKEN_SECONDS = 10;

    private final Codecs codecs;
    private final WireSettings settings;
    private final CancelOnServer cancelling;
    private final InFlight inFlight;
    private final PreparedStatements statements;
    private final Failures failures;
    private final Responses responses;
    private final LostConnection lost = new LostConnection();
    private Outgoing outgoing;
    private ChannelHandlerContext context;
    private EventLoop loop;
    private Runnable whenIdle;

    private Wire(Codecs codecs, WireSettings settings, Supplier<Mono<Void>> cancelRequest) {
        this.codecs = codecs;
        this.settings = settings;
        this.cancelling = new CancelOnServer(this, cancelRequest);
        this.inFlight = new InFlight(settings.maxInFlight());
        this.statements = new PreparedStatements(settings.preparedStatements());
        this.failures = new Failures(statements);
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
        return lost.isLost();
    }

    boolean nothingInFlight() {
        return inFlight.isEmpty();
    }

    WireSettings settings() {
        return settings;
    }

    /** How many statements were sent or wait to be, and are not answered. */
    int outstanding() {
        return inFlight.size() + outgoing.waiting().size();
    }

    boolean isIdle() {
        return inFlight.isEmpty() && outgoing.waiting().isEmpty();
    }

    /** Whether nothing is outstanding, and nothing was sent for {@code nanos}. */
    boolean isIdleFor(long nanos, long now) {
        return isIdle() && now - outgoing.lastSent() >= nanos;
    }

    /** For how long the server has been busy with the oldest statement, or with sending its rows; 0 if there is none. */
    long heldUpSinceNanos(long now) {
        Exchange head = inFlight.head();
        return head == null ? 0 : Math.max(0, now - Math.max(head.sentAt, responses.lastAnswered()));
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
        lost.whenLost(task, notSent);
    }

    /** The server has dropped what we had prepared, or may have. */
    void forgetPrepared() {
        statements.forgetAll();
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
        if (lost.isLost()) {
            lost.refuse(exchange);
        } else {
            outgoing.add(exchange);
        }
    }

    /** The head of those in flight got its last answer, and is in flight no more. */
    void answered(Exchange exchange) {
        responses.takeOn(exchange);
        if (exchange.error == null) {
            exchange.finished(null);
        } else if (failures.wantsAgain(exchange, transactionStatus())) {
            exchange.sentAgain();
            execute(exchange);
        } else {
            exchange.finished(DbErrors.of(exchange.error, exchange.text.sql()));
        }
        afterAnswer();
    }

    private void afterAnswer() {
        if (inFlight.isEmpty()) {
            cancelling.nothingRuns();
        }
        outgoing.sendWaiting();
        if (whenIdle != null && isIdle()) {
            Runnable task = whenIdle;
            whenIdle = null;
            task.run();
        }
    }

    /** Nothing holds back the statements that wait any longer. */
    void resume() {
        if (!lost.isLost()) {
            outgoing.sendWaiting();
        }
    }

    /** The subscriber of an answer is gone. */
    void abandoned(Exchange exchange) {
        if (outgoing.waiting().remove(exchange)) {
            exchange.finished(null);
            afterAnswer();
        } else if (!lost.isLost()) {
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
            loop.schedule(exchange::discardIfNotTaken, NOT_TAKEN_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void lost(Throwable cause) {
        if (lost.isLost()) {
            return;
        }
        lost.lost(context.channel(), cause);
        responses.release();
        outgoing.release();
        lost.tell(inFlight, outgoing.waiting());
        if (whenIdle != null) {
            whenIdle.run();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        loop = ctx.channel().eventLoop();
        outgoing = new Outgoing(ctx, inFlight, settings, cancelling, responses, statements);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        outgoing.readingBegins();
        responses.read(ctx, (ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        outgoing.readingEnds();
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
        boolean closedByOwner = lost.hasOwner();
        lost(cause);
        if (!closedByOwner) { // else the driver was closed just now: it would drop the error, and log that it did
            ctx.fireExceptionCaught(cause);
        }
        ctx.close();
    }
}
