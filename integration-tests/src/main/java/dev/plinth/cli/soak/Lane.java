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
        ECHO {
            @Override
            void run(Actions actions) throws Exception {
                actions.echo();
            }
        },
        PUSH {
            @Override
            void run(Actions actions) throws Exception {
                actions.push();
            }
        },
        ABORT {
            @Override
            void run(Actions actions) {
                actions.abort();
            }
        },
        HOLD {
            @Override
            void run(Actions actions) {
                actions.hold();
            }
        },
        REFUSE {
            @Override
            void run(Actions actions) throws Exception {
                actions.refused();
            }
        },
        CANCEL_CONNECT {
            @Override
            void run(Actions actions) throws Exception {
                actions.cancelConnect();
            }
        },
        CANCEL_READ {
            @Override
            void run(Actions actions) throws Exception {
                actions.cancelRead();
            }
        },
        CANCEL_WRITE {
            @Override
            void run(Actions actions) throws Exception {
                actions.cancelWrite();
            }
        },
        CANCEL_SPAWN {
            @Override
            void run(Actions actions) {
                actions.cancelSpawn();
            }
        };

        abstract void run(Actions actions) throws Exception;
    }
}
