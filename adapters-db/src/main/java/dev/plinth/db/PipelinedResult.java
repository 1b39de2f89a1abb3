package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.r2dbc.postgresql.api.ErrorDetails;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The result of a statement, and the statement's exchange with the server: it is sent when the result is
 * asked for, or when whoever executes it has seen the result and moves on. What comes before there is a
 * subscriber, or faster than it takes, is kept.
 */
final class PipelinedResult extends Exchange implements PostgresqlResult {

    private static final AtomicIntegerFieldUpdater<PipelinedResult> CLAIMED =
            AtomicIntegerFieldUpdater.newUpdater(PipelinedResult.class, "claimed");
    private static final AtomicIntegerFieldUpdater<PipelinedResult> STARTED =
            AtomicIntegerFieldUpdater.newUpdater(PipelinedResult.class, "started");

    private volatile int claimed;
    private volatile int started;
    private ResultConsumer consumer;
    private Backlog backlog;
    private boolean draining;
    private boolean ended;
    private boolean delivered;
    private long rows = -1;
    private Throwable failure;
    private final Runnable onEnd;

    /**
     * @param onEnd told on the loop when the server is done with it, whether its rows were taken or not; may
     *     be null
     */
    PipelinedResult(Lane lane, EventLoop loop, SqlText text, Bindings bindings, Runnable onEnd) {
        super(lane, loop, text, bindings);
        this.onEnd = onEnd;
    }

    /** Sends it, if it was not sent and not cancelled before. From any thread. */
    void start() {
        if (started == 0 && STARTED.compareAndSet(this, 0, 1)) {
            submit();
        }
    }

    /** A result is consumed once: whether {@code taker} is the first. */
    boolean claim() {
        return CLAIMED.compareAndSet(this, 0, 1);
    }

    /** The taker wants the first of it. From any thread. */
    void begin(ResultConsumer taker) {
        if (STARTED.compareAndSet(this, 0, 1)) {
            consumer = taker;
            submit();
        } else if (loop.inEventLoop()) {
            attach(taker);
        } else {
            loop.execute(() -> attach(taker));
        }
    }

    private void attach(ResultConsumer taker) {
        consumer = taker;
        drain();
    }

    /** The taker wants more. From any thread. */
    void demand() {
        if (loop.inEventLoop()) {
            drain();
        } else {
            loop.execute(this::drain);
        }
    }

    /** The taker wants no more. From any thread. */
    void cancel() {
        if (STARTED.compareAndSet(this, 0, 1)) {
            return;
        }
        if (loop.inEventLoop()) {
            discard();
        } else {
            loop.execute(this::discard);
        }
    }

    private void discard() {
        backlog = null;
        if (!ended) {
            abandon();
        }
    }

    /**
     * Gives up on a result that nobody has subscribed to though it holds up the connection, and thus others.
     * Whoever subscribes later is told. On the loop.
     */
    @Override
    void discardIfNotTaken() {
        if (backlog != null && claim()) {
            discard();
        }
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** How many rows the command says it has touched or given; -1 if it did not say. */
    long rows() {
        return rows;
    }

    @Override
    void row(ByteBuf in, int index, int length) {
        ResultConsumer taker = consumer;
        if (backlog == null) {
            if (taker != null && taker.row(in, index, length, columns())) {
                return;
            }
            backlog = new Backlog();
        }
        backlog.add(in, index, length);
        wire.kept(this, backlog.bytes());
    }

    @Override
    boolean isHeldUpByReader() {
        return backlog != null;
    }

    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        try {
            while (backlog != null) {
                ByteBuf head = backlog.head();
                int index = head.readerIndex();
                if (!consumer.row(head, index + 4, head.getInt(index), columns())) {
                    break;
                }
                removed();
            }
        } finally {
            draining = false;
        }
        deliver();
    }

    private void removed() {
        if (backlog == null) { // the subscriber cancelled meanwhile
            return;
        }
        backlog.removeHead();
        if (!ended && backlog.bytes() < wire.settings().resultBuffer() / 2) {
            wire.takes(this);
        }
        if (backlog.isEmpty()) {
            backlog = null;
        }
    }

    @Override
    void completed(ByteBuf in, int index, int length) {
        rows = CommandTag.rows(in, index, length);
    }

    @Override
    void notice(ByteBuf in, int index) {
        if (consumer != null && consumer.wantsNotices()) {
            ErrorDetails details = DbErrors.details(in, index);
            consumer.notice(details);
        }
    }

    @Override
    void finished(Throwable cause) {
        if (ended) {
            return;
        }
        ended = true;
        failure = cause;
        deliver();
        if (onEnd != null) {
            onEnd.run();
        }
    }

    private void deliver() {
        if (ended && backlog == null && consumer != null && !delivered) {
            delivered = true;
            consumer.done(rows, failure);
        }
    }

    @Override
    public Mono<Long> getRowsUpdated() {
        return new RowCountMono(this);
    }

    @Override
    public <T> Flux<T> map(BiFunction<Row, RowMetadata, ? extends T> mappingFunction) {
        Objects.requireNonNull(mappingFunction, "mappingFunction must not be null");
        return new RowFlux<>(this, mappingFunction);
    }

    @Override
    public PostgresqlResult filter(Predicate<Segment> predicate) {
        return new SegmentResult(Segments.of(this)).filter(predicate);
    }

    @Override
    public <T> Publisher<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> mappingFunction) {
        return new SegmentResult(Segments.of(this)).flatMap(mappingFunction);
    }

    @Override
    public String toString() {
        return "PipelinedResult[" + text + "]";
    }
}
