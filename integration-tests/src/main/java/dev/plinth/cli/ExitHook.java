package dev.plinth.cli;

import java.util.concurrent.Callable;

/** Runs something if the JVM ends (Ctrl-C) in the middle of something else. */
final class ExitHook {

    private ExitHook() {}

    /** Does {@code body}; if the JVM ends meanwhile, {@code onExit} is run. */
    static <T> T during(Callable<T> body, Runnable onExit) throws Exception {
        Thread hook = new Thread(onExit, "exit-hook");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return body.call();
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The JVM is ending, and the hook runs or has run.
            }
        }
    }
}
