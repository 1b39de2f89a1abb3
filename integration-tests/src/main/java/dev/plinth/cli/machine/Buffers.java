package dev.plinth.cli.machine;

import io.netty.buffer.ByteBuf;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many of Netty's buffers have not been released. Netty's own leak detection tells of a buffer once it is garbage,
 * and of each place in the program once only; this is exact, and at once.
 */
public final class Buffers {

    private static final LongAdder IN_USE = new LongAdder();

    private Buffers() {}

    /** Counts from now on. Before Netty makes its first buffer: its detectors are made with its classes. */
    public static void count() {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ResourceLeakDetectorFactory() {

            @Override
            @SuppressWarnings("deprecation") // the one that Netty asks its factories for
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                    Class<T> resource, int samplingInterval, long maxActive) {
                return resource == ByteBuf.class
                        ? new Counting<>(resource)
                        : new ResourceLeakDetector<>(resource, samplingInterval);
            }
        });
    }

    /** Those of now; 0 as long as they are not counted. */
    public static long inUse() {
        return IN_USE.sum();
    }

    private static final class Counting<T> extends ResourceLeakDetector<T> {

        Counting(Class<?> resource) {
            super(resource, 1);
        }

        @Override
        public ResourceLeakTracker<T> track(T buffer) {
            return new Counted<>();
        }

        @Override
        public ResourceLeakTracker<T> trackForcibly(T buffer) {
            return new Counted<>();
        }
    }

    private static final class Counted<T> implements ResourceLeakTracker<T> {

        private final AtomicBoolean open = new AtomicBoolean(true);

        Counted() {
            IN_USE.increment();
        }

        @Override
        public void record() {
            // where it was seen does not matter
        }

        @Override
        public void record(Object hint) {
            // nor what was known of it
        }

        @Override
        public boolean close(T buffer) {
            boolean closed = open.compareAndSet(true, false);
            if (closed) {
                IN_USE.decrement();
            }
            return closed;
        }
    }
}
