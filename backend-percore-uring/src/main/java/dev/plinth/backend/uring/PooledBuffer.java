package dev.plinth.backend.uring;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;

/** A buffer that goes back to its core's pool when it is released. It does not grow, so that its address stays. */
final class PooledBuffer extends UnpooledDirectByteBuf {

    private final CoreBuffers.Shelf shelf;
    private final long address;

    PooledBuffer(CoreBuffers.Shelf shelf, int size) {
        super(UnpooledByteBufAllocator.DEFAULT, size, size);
        this.shelf = shelf;
        this.address = Addresses.of(this);
    }

    long address() {
        return address;
    }

    ByteBuf again() {
        resetRefCnt();
        return clear();
    }

    @Override
    protected void deallocate() {
        shelf.giveBack(this);
    }

    void free() {
        super.deallocate();
    }
}
