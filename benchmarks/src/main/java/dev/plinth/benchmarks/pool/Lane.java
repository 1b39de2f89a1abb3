package dev.plinth.benchmarks.pool;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * The callers of one loop. What they have borrowed waits in a queue until it is its turn to be given back.
 * Costs no allocation itself, but where a pool hands something to another loop than the caller's.
 *
 * @param <L> what the pool lends
 */
abstract class Lane<L> implements Runnable, CoreSubscriber<L> {

    private final Queue<L> here = new ArrayDeque<>(128);
    private final Queue<L> fromElsewhere = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean parked = new AtomicBoolean();
    private volatile Thread loop;

    private int callers;
    private int begun;
    private int ended;
    private int quota;
    private CountDownLatch done;

    /** Has {@code callers} callers make {@code cycles} cycles. */
    void start(int callers, int cycles, CountDownLatch done) {
        execute(() -> {
            this.loop = Thread.currentThread();
            this.callers = callers;
            this.quota = cycles;
            this.begun = 0;
            this.ended = 0;
            this.done = done;
            while (begun < callers) {
                begun++;
                borrow();
            }
            run();
        });
    }

    /** Runs it on the loop, later. */
    abstract void execute(Runnable task);

    /** Subscribes to a borrowing, which ends in {@link #onNext}. */
    abstract void borrow();

    abstract void giveBack(L lease);

    @Override
    public final void run() {
        while (ended < quota) {
            L lease = here.poll();
            lease = lease != null ? lease : fromElsewhere.poll();
            if (lease == null) {
                parked.set(true);
                if (fromElsewhere.isEmpty() || !parked.compareAndSet(true, false)) {
                    return; // whoever brings something goes on
                }
                continue;
            }
            giveBack(lease);
            ended++;
            if (begun < quota) {
                begun++;
                borrow();
            }
        }
        done.countDown();
    }

    @Override
    public final void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public final void onNext(L lease) {
        if (Thread.currentThread() == loop && !parked.get()) {
            here.add(lease);
            return;
        }
        fromElsewhere.add(lease);
        if (parked.compareAndSet(true, false)) {
            execute(this);
        }
    }

    @Override
    public final void onError(Throwable error) {
        throw new IllegalStateException("a borrowing failed", error);
    }

    @Override
    public final void onComplete() {
        // told by onNext
    }
}
