package dev.plinth.nats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads for what jnats does by waiting: virtual ones where the JVM has them. Nothing has to be shut down: a thread
 * without work ends by itself after half a second.
 */
final class NatsThreads {

    private static final long IDLE_MILLIS = 500;
    private static final ThreadFactory VIRTUAL = virtualThreads();

    private NatsThreads() {}

    /** What they are, in words. */
    static String kind() {
        return VIRTUAL != null ? "virtual threads" : "threads of their own (virtual ones from Java 21 on)";
    }

    /** A thread for each task that runs. */
    static ExecutorService perTask() {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_MILLIS, TimeUnit.MILLISECONDS, new SynchronousQueue<>(), factory());
    }

    /** One task after the other. */
    static ExecutorService inOrder() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1, 1, IDLE_MILLIS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), factory());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    static ScheduledThreadPoolExecutor timers() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(3, factory()); // as many as jnats has
        executor.setKeepAliveTime(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    private static ThreadFactory factory() {
        if (VIRTUAL != null) {
            return VIRTUAL;
        }
        AtomicLong number = new AtomicLong();
        return task -> {
            Thread thread = new Thread(task, "plinth-nats-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** {@code Thread.ofVirtual().name("plinth-nats-", 0).factory()}, which Java 17 has not; null there. */
    private static ThreadFactory virtualThreads() {
        try {
            Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Object made = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(builder))
                    .invoke();
            Object named = lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class, long.class))
                    .invoke(made, "plinth-nats-", 0L);
            return (ThreadFactory) lookup.findVirtual(
                            Class.forName("java.lang.Thread$Builder"),
                            "factory",
                            MethodType.methodType(ThreadFactory.class))
                    .invoke(named);
        } catch (Throwable none) { // no such class, or a preview that is off
            return null;
        }
    }
}
