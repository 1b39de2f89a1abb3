package dev.plinth.db;

import io.r2dbc.postgresql.api.PostgresqlResult;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * One execution of a statement that gives rows. Its result is handed out before it is sent: whoever takes
 * the result then has the rows as they come, with nothing kept in between.
 */
final class RowsExecution extends Flux<PostgresqlResult> {

    private final Lane lane;
    private final SqlText text;
    private final Bindings bindings;

    RowsExecution(Lane lane, SqlText text, Bindings bindings) {
        this.lane = lane;
        this.text = text;
        this.bindings = bindings;
    }

    @Override
    public void subscribe(CoreSubscriber<? super PostgresqlResult> actual) {
        actual.onSubscribe(new Execution(this, actual));
    }

    private static final class Execution implements Subscription {

        private final RowsExecution source;
        private final CoreSubscriber<? super PostgresqlResult> actual;
        private boolean requested;
        private volatile boolean cancelled;

        Execution(RowsExecution source, CoreSubscriber<? super PostgresqlResult> actual) {
            this.source = source;
            this.actual = actual;
        }

        @Override
        public void request(long n) {
            if (!Operators.validate(n) || requested || cancelled) {
                return;
            }
            requested = true;
            Lane lane = source.lane;
            PipelinedResult result = new PipelinedResult(lane, lane.loop(), source.text, source.bindings, null);
            actual.onNext(result);
            // Not taken at once, it runs all the same: what was executed is executed. That the subscriber has
            // cancelled says nothing: a Mono does so as soon as it has its one result.
            result.start();
            if (!cancelled) {
                actual.onComplete();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
