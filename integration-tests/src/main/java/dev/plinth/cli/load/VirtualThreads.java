package dev.plinth.cli.load;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's virtual threads, by name, since this program runs on Java 17, too. */
public final class VirtualThreads {

    private static final int SINCE = 21;

    /** What to say where there are none. */
    public static final String NEEDED =
            "virtual threads need Java " + SINCE + " or newer, this is Java " + System.getProperty("java.version");

    private VirtualThreads() {}

    /** Whether this JVM has them. */
    public static boolean available() {
        return Runtime.version().feature() >= SINCE;
    }

    /** Sets how many threads carry them; before the first of them is started, as the JVM reads it once. */
    public static void carriers(int count) {
        System.setProperty("jdk.virtualThreadScheduler.parallelism", Integer.toString(count));
    }

    /** A virtual thread for each task. */
    public static ExecutorService executor() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(NEEDED, e);
        }
    }
}
