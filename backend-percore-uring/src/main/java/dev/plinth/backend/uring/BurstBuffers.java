package dev.plinth.backend.uring;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/** {@link ReadSize} for Netty's channels. */
final class BurstBuffers extends DefaultMaxMessagesRecvByteBufAllocator {

    @Override
    @SuppressWarnings("deprecation") // Netty marks the interface for others than itself
    public RecvByteBufAllocator.Handle newHandle() {
        return new Sizes();
    }

    private final class Sizes extends MaxMessageHandle {

        private final ReadSize size = new ReadSize();

        @Override
        public int guess() {
            return size.next();
        }

        @Override
        public void lastBytesRead(int bytes) {
            size.read(bytes, attemptedBytesRead());
            super.lastBytesRead(bytes);
        }
    }
}
