package dev.plinth.db;

import io.r2dbc.postgresql.api.PostgresqlResult;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * Executions of a statement, one after the other, until one fails. The result of one that gives no rows is
 * handed out when the server is done with it: whoever goes on after it can rely on what it did.
 */
final class Executions extends Flux<PostgresqlResult> {

    private final Lane lane;
    private final SqlText text;
    private final List<Bindings> all;

    Executions(Lane lane, SqlText text, List<Bindings> all) {
        this.lane = lane;
        this.text = text;
        this.all = all;
    }

    @Override
    public void subscribe(CoreSubscriber<? super PostgresqlResult> actual) {
        actual.onSubscribe(new Run(this, actual));
    }

    private enum Phase {
        NEXT,
        RUNS,
        TO_EMIT,
        OVER
    }

    private static final class Run implements Subscription, Runnable {

        private static final AtomicLongFieldUpdater<Run> REQUESTED =
                AtomicLongFieldUpdater.newUpdater(Run.class, "requested");
        private static final AtomicIntegerFieldUpdater<Run> WORK =
                AtomicIntegerFieldUpdater.newUpdater(Run.class, "work");

        private final Executions source;
        private final CoreSubscriber<? super PostgresqlResult> actual;
        private final boolean rows;
        private volatile long requested;
        private volatile int work;
        private volatile boolean cancelled;
        private volatile boolean ended;

        /** The current one while nobody has it but us. */
        private volatile PipelinedResult own;

        private PipelinedResult result;
        private Phase phase = Phase.NEXT;
        private int index;
        private long emitted;

        Run(Executions source, CoreSubscriber<? super PostgresqlResult> actual) {
            this.source = source;
            this.actual = actual;
            this.rows = source.text.yieldsRows();
        }

        @Override
        public void request(long n) {
            if (Operators.validate(n)) {
                Operators.addCap(REQUESTED, this, n);
                drain();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            PipelinedResult running = own;
            if (running != null) {
                running.cancel();
            }
        }

        /** The current one is at its end. */
        @Override
        public void run() {
            ended = true;
            drain();
        }

        private void drain() {
            if (WORK.getAndIncrement(this) != 0) {
                return;
            }
            int done = 1;
            do {
                boolean goesOn = true;
                while (goesOn && !cancelled) {
                    goesOn = step();
                }
                done = WORK.addAndGet(this, -done);
            } while (done != 0);
        }

        private boolean step() {
            switch (phase) {
                case NEXT:
                    if (index == source.all.size()) {
                        phase = Phase.OVER;
                        actual.onComplete();
                        return false;
                    }
                    return emitted < requested && startNext();
                case RUNS:
                    if (!ended) {
                        return false;
                    }
                    ended = false;
                    phase = rows ? afterCurrent() : Phase.TO_EMIT;
                    return true;
                case TO_EMIT:
                    if (emitted >= requested) {
                        return false;
                    }
                    emit();
                    phase = afterCurrent();
                    return true;
                default:
                    return false;
            }
        }

        private boolean startNext() {
            Lane lane = source.lane;
            result = new PipelinedResult(lane, lane.loop(), source.text, source.all.get(index++), this);
            phase = Phase.RUNS;
            if (rows) {
                PipelinedResult current = result;
                emit();
                current.start();
            } else {
                own = result;
                result.start();
                if (cancelled) {
                    result.cancel();
                }
            }
            return true;
        }

        private void emit() {
            own = null;
            emitted++;
            actual.onNext(result);
        }

        private Phase afterCurrent() {
            if (result.hasFailed()) {
                index = source.all.size(); // the others do not run
            }
            return Phase.NEXT;
        }
    }
}
