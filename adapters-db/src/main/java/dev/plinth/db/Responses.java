package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * Reads the server's answers and gives them to the statements in flight, in order. No object is made for a
 * message. What is not an answer to a statement of ours goes on to the driver.
 */
final class Responses {

    private static final int HEADER = 5;

    private final Wire wire;
    private final InFlight inFlight;
    private final Framing foreign = new Framing();

    /** Bytes of a message that is not there as a whole yet. */
    private ByteBuf begun;

    /** Read by any thread; mostly it stays what it is, and then nothing is written. */
    private volatile char transactionStatus = 'I';

    private Exchange stoppedBy;
    private boolean autoRead;
    private boolean took;
    private long readAt;
    private long lastAnswered = System.nanoTime();

    Responses(Wire wire, InFlight inFlight) {
        this.wire = wire;
        this.inFlight = inFlight;
    }

    /** As the server told the driver, between statements of ours. */
    void transactionStatus(char status) {
        if (transactionStatus != status) {
            transactionStatus = status;
        }
    }

    /** When a statement was answered last, by {@link System#nanoTime}; as exact as what is read at once is small. */
    long lastAnswered() {
        return lastAnswered;
    }

    char transactionStatus() {
        return transactionStatus;
    }

    /** Whether reading has stopped for a subscriber that does not take its rows. */
    boolean isStopped() {
        return stoppedBy != null;
    }

    boolean isHeldUp() {
        Exchange head = inFlight.head();
        return stoppedBy != null || head != null && head.isHeldUpByReader();
    }

    void stop(Exchange exchange) {
        if (stoppedBy == null) {
            stoppedBy = exchange;
            autoRead = wire.channel().config().isAutoRead();
            wire.channel().config().setAutoRead(false);
        }
    }

    void takeOn(Exchange exchange) {
        if (stoppedBy == exchange) {
            stoppedBy = null;
            if (autoRead) {
                wire.channel().config().setAutoRead(true);
            } else {
                wire.channel().read();
            }
        }
    }

    /** The first answer is on its way, and the driver may not be reading: it reads when it wants something. */
    void expect(ChannelHandlerContext context) {
        if (!context.channel().config().isAutoRead() && stoppedBy == null) {
            context.read();
        }
    }

    void readComplete(ChannelHandlerContext context) {
        if (took) {
            took = false;
            expect(context);
        }
    }

    void release() {
        if (begun != null) {
            begun.release();
            begun = null;
        }
        stoppedBy = null;
    }

    void read(ChannelHandlerContext context, ByteBuf in) {
        if (begun == null && inFlight.isEmpty()) {
            foreign.follow(in);
            context.fireChannelRead(in);
            return;
        }
        took = true;
        readAt = System.nanoTime();
        if (!foreign.atBoundary()) {
            int rest = foreign.rest(in);
            if (rest > 0) {
                context.fireChannelRead(in.readRetainedSlice(rest));
            }
        }
        ByteBuf all = begun == null ? in : append(context, begun, in);
        begun = null;
        try {
            parse(context, all);
        } catch (Throwable e) {
            all.release();
            throw e;
        }
        keepRest(context, all);
    }

    private void keepRest(ChannelHandlerContext context, ByteBuf all) {
        if (!all.isReadable() || wire.isClosed()) {
            all.release();
        } else if (inFlight.isEmpty()) {
            foreign.follow(all);
            context.fireChannelRead(all);
        } else {
            begun = all;
        }
    }

    /** Never moves bytes within a buffer: a row's values may still share it. */
    private static ByteBuf append(ChannelHandlerContext context, ByteBuf begun, ByteBuf in) {
        try {
            int more = in.readableBytes();
            if (begun.refCnt() == 1 && !begun.isReadOnly() && begun.writableBytes() >= more) {
                return begun.writeBytes(in);
            }
            int readable = begun.readableBytes();
            int message = readable >= HEADER ? begun.getInt(begun.readerIndex() + 1) + 1 : 0;
            ByteBuf merged = context.alloc().ioBuffer(Math.max(readable + more, Math.min(message, 1 << 20)));
            merged.writeBytes(begun).writeBytes(in);
            begun.release();
            return merged;
        } finally {
            in.release();
        }
    }

    private void parse(ChannelHandlerContext context, ByteBuf in) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        while (end - at >= HEADER && !inFlight.isEmpty()) {
            int length = in.getInt(at + 1);
            int next = at + 1 + length;
            if (length < 4) {
                throw new IllegalStateException("not PostgreSQL's protocol: a message of length " + length);
            }
            if (next > end || next < at) {
                break;
            }
            // The reader index first: a subscriber that throws must not make us read the message again.
            in.readerIndex(next);
            message(context, in, in.getByte(at), at, length - 4);
            at = next;
            if (wire.isClosed()) {
                return;
            }
        }
    }

    private void message(ChannelHandlerContext context, ByteBuf in, byte type, int at, int length) {
        Exchange head = inFlight.head();
        int content = at + HEADER;
        switch (type) {
            case 'D':
                if (!head.isAbandoned()) {
                    head.row(in, content, length);
                }
                break;
            case 'C':
                head.completed(in, content, length);
                break;
            case 'Z':
                transactionStatus((char) in.getByte(content));
                lastAnswered = readAt;
                wire.answered(inFlight.poll());
                break;
            case 'E':
                head.error = DbErrors.details(in, content);
                break;
            case '1':
                head.parsed = true;
                break;
            case 'T':
                head.prepared.describe(
                        Columns.read(in, content, wire.codecs()),
                        wire.settings().binary());
                break;
            case 'n':
                head.prepared.describe(Columns.NONE, false);
                break;
            case 'N':
                head.notice(in, content);
                pass(context, in, at, length);
                break;
            case 'A', 'S':
                pass(context, in, at, length);
                break;
            default: // BindComplete, CloseComplete, ParameterDescription, EmptyQueryResponse: nothing to do
        }
    }

    private static void pass(ChannelHandlerContext context, ByteBuf in, int at, int length) {
        context.fireChannelRead(in.retainedSlice(at, HEADER + length));
    }
}
