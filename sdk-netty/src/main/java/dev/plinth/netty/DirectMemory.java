package dev.plinth.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;

/** How much direct memory Netty has reserved, in the whole process. */
final class DirectMemory {

    private DirectMemory() {}

    /** In bytes; -1 if Netty does not tell. */
    static long used() {
        // Sees every allocator; there is none with -Dio.netty.maxDirectMemory=0.
        long counted = PlatformDependent.usedDirectMemory();
        if (counted >= 0) {
            return counted;
        }
        return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
                ? provider.metric().usedDirectMemory()
                : -1;
    }
}
