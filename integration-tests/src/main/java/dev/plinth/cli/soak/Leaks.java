package dev.plinth.cli.soak;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Collects what Netty's leak detection finds, every buffer being watched. */
public final class Leaks {

    private final Queue<String> found = new ConcurrentLinkedQueue<>();

    private Leaks() {}

    /** Watches from now on. Before Netty makes its first buffer: its detectors are made with its classes. */
    public static Leaks watch() {
        Leaks leaks = new Leaks();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ResourceLeakDetectorFactory() {

            @Override
            @SuppressWarnings("deprecation") // the one that Netty asks its factories for
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                    Class<T> resource, int samplingInterval, long maxActive) {
                return new Detector<>(resource, samplingInterval, leaks.found);
            }
        });
        return leaks;
    }

    /** The kinds of leaks that were found, each with the places where the buffer was last seen. */
    Queue<String> found() {
        return found;
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {

        private final Queue<String> found;

        Detector(Class<?> resource, int samplingInterval, Queue<String> found) {
            super(resource, samplingInterval);
            this.found = found;
        }

        @Override
        protected void reportTracedLeak(String type, String records) {
            super.reportTracedLeak(type, records);
            found.add(type + records);
        }

        @Override
        protected void reportUntracedLeak(String type) {
            super.reportUntracedLeak(type);
            found.add(type);
        }
    }
}
