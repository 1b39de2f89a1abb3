package dev.plinth.cli.behaviour;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Takes down what each step of a suite gave. For one thread. */
public final class Recorder {

    private final Suite suite;
    private final List<Transcript.Step> steps = new ArrayList<>();

    private Recorder(Suite suite) {
        this.suite = suite;
    }

    /** Runs a suite to its end, or to the first step that no server can be the cause of. */
    public static Transcript record(Suite suite) {
        Recorder recorder = new Recorder(suite);
        String problem = null;
        try {
            suite.run(recorder);
        } catch (StepFailedException e) {
            problem = e.getMessage();
        } catch (Exception | LinkageError e) {
            problem = recorder.last() + ": " + e;
        }
        return new Transcript(recorder.steps, problem);
    }

    /** Where it was: a suite does things between its steps, too. */
    private String last() {
        return steps.isEmpty()
                ? "before the first step"
                : "after step '" + steps.get(steps.size() - 1).name() + "'";
    }

    /**
     * A step.
     *
     * @param name unique within the suite
     * @param action what is done; its value is taken down, or the server's refusal: a list, a map or an array with all
     *     that is in it, a text, bytes, and of anything else its type and {@code toString()}
     */
    public void step(String name, Callable<?> action) throws Exception {
        Object value;
        try {
            value = action.call();
        } catch (Exception e) {
            Throwable cause = unwrapped(e);
            String refusal = suite.refusal(cause);
            if (refusal == null) {
                throw new StepFailedException("step '" + name + "' failed: " + cause, cause);
            }
            value = List.of("refused", refusal);
        }
        steps.add(new Transcript.Step(name, Canonical.bytes(value)));
    }

    private static Throwable unwrapped(Throwable error) {
        Throwable cause = error;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** A step ended as none can by what a server answers. */
    private static final class StepFailedException extends Exception {

        private static final long serialVersionUID = 1;

        StepFailedException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
