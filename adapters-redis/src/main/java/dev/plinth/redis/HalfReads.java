package dev.plinth.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.Collection;
import java.util.function.LongSupplier;

/**
 * For a transport that sends only when a turn of the loop is over (io_uring): with many commands in
 * flight no more is read at a time than half of the replies that are to come, so that the answers to
 * the first half are on their way while the second is read. Else what the channel reads by itself.
 */
final class HalfReads implements RecvByteBufAllocator {

    private static final int MANY = 16;
    private static final int LEAST_BYTES = 64;
    private static final int REPLIES_PER_ESTIMATE = 64;

    private final RecvByteBufAllocator usual;
    private final LongSupplier answeredSoFar;
    private final Collection<?> unanswered;

    /** {@code answeredSoFar}: how many commands have had their answer. */
    HalfReads(RecvByteBufAllocator usual, LongSupplier answeredSoFar, Collection<?> unanswered) {
        this.usual = usual;
        this.answeredSoFar = answeredSoFar;
        this.unanswered = unanswered;
    }

    @Override
    @SuppressWarnings("deprecation") // Netty marks the interface for others than itself
    public Handle newHandle() {
        return new Sizes(usual.newHandle());
    }

    private final class Sizes extends DelegatingHandle implements ExtendedHandle {

        private long bytes;
        private long answered;
        private long bytesPerReply = Integer.MAX_VALUE;

        @SuppressWarnings("deprecation")
        Sizes(Handle usual) {
            super(usual);
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return allocator.ioBuffer(guess());
        }

        @Override
        public int guess() {
            int inFlight = unanswered.size();
            if (inFlight < MANY) {
                return super.guess();
            }
            long half = bytesPerReply * inFlight / 2;
            return (int) Math.min(super.guess(), Math.max(LEAST_BYTES, half));
        }

        @Override
        public void lastBytesRead(int read) {
            super.lastBytesRead(read);
            bytes += Math.max(0, read);
            long replies = answeredSoFar.getAsLong() - answered;
            if (replies >= REPLIES_PER_ESTIMATE) {
                bytesPerReply = bytes / replies + 1;
                bytes = 0;
                answered += replies;
            }
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier mayHaveMore) {
            return delegate() instanceof ExtendedHandle extended
                    ? extended.continueReading(mayHaveMore)
                    : continueReading();
        }
    }
}
