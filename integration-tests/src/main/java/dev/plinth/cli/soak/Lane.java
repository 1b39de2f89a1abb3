package dev.plinth.cli.soak;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectException;
import dev.plinth.api.ConnectionClosedException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One caller, which does one thing after another by lot, on connections of its own. */
final class Lane implements Runnable {

    private final Actions actions;
    private final Counts counts;
    private final SplittableRandom random;
    private final long pauseNanos;
    private volatile boolean stopped;

    /** @param perSecond how many things it does at most */
    Lane(AsyncRuntime runtime, Peer peer, Counts counts, SplittableRandom random, double perSecond) {
        this.actions = new Actions(runtime, peer, counts, random);
        this.counts = counts;
        this.random = random;
        this.pauseNanos = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        while (!stopped) {
            Action action = Action.values()[random.nextInt(Action.values().length)];
            try {
                action.run(actions);
            } catch (ConnectException | ConnectionClosedException e) {
                counts.add(Counts.What.CUT); // the peer is being restarted
            } catch (Exception | AssertionError e) {
                counts.failed(action.name(), e);
            }
            LockSupport.parkNanos(pauseNanos / 2 + random.nextLong(pauseNanos + 1));
        }
        actions.close();
    }

    /** What there is to do. */
    private enum Action {
        ECHO(Actions::echo),
        PUSH(Actions::push),
        ABORT(Actions::abort),
        HOLD(Actions::hold),
        REFUSE(Actions::refused),
        CANCEL_CONNECT(Actions::cancelConnect),
        CANCEL_READ(Actions::cancelRead),
        CANCEL_WRITE(Actions::cancelWrite),
        CANCEL_SPAWN(Actions::cancelSpawn);

        private final Step step;

        Action(Step step) {
            this.step = step;
        }

        void run(Actions actions) throws Exception {
            step.run(actions);
        }
    }

    /** One of {@link Actions}. */
    private interface Step {

        void run(Actions actions) throws Exception;
    }
}
