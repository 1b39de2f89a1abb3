package dev.plinth.backend.virtualthreads;

/** The platform threads that the JVM runs virtual threads on. */
final class Carriers {

    /** The JVM's setting; without it there are as many as processors. */
    static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

    private static final boolean ONLY =
            Integer.getInteger(PARALLELISM, Runtime.getRuntime().availableProcessors()) == 1;

    private Carriers() {}

    /** Whether there is one only, so that a virtual thread which does not park keeps all others waiting. */
    static boolean only() {
        return ONLY;
    }

    /** How many there are, in words. */
    static String describe() {
        String set = System.getProperty(PARALLELISM);
        return set != null ? set : Runtime.getRuntime().availableProcessors() + " (the number of processors)";
    }
}
