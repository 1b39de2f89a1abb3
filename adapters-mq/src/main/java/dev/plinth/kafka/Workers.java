package dev.plinth.kafka;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ThreadFactory;

/**
 * Threads for what blocks: virtual ones where they do not hold a carrier within {@code synchronized}, of which
 * kafka-clients has much (Java 24 on), else platform ones.
 */
final class Workers {

    private static final int UNPINNED = 24;
    private static final MethodHandle UNSTARTED = virtualThreads();

    private Workers() {}

    /** Starts a thread. */
    static Thread start(String name, Runnable task) {
        Thread thread = factory(name).newThread(task);
        thread.start();
        return thread;
    }

    static ThreadFactory factory(String name) {
        return task -> newThread(name, task);
    }

    private static Thread newThread(String name, Runnable task) {
        if (UNSTARTED != null) {
            try {
                Thread thread = (Thread) UNSTARTED.invoke(task);
                thread.setName(name);
                return thread;
            } catch (Throwable e) {
                throw new IllegalStateException("a virtual thread could not be made", e);
            }
        }
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private static MethodHandle virtualThreads() {
        if (Runtime.version().feature() < UNPINNED) {
            return null;
        }
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle make = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual));
            MethodHandle unstarted =
                    lookup.findVirtual(builder, "unstarted", MethodType.methodType(Thread.class, Runnable.class));
            MethodType type = MethodType.methodType(Thread.class, ofVirtual, Runnable.class);
            return MethodHandles.foldArguments(unstarted.asType(type), make);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
