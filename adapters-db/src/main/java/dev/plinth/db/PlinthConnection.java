package dev.plinth.db;

import io.r2dbc.postgresql.api.CopyInBuilder;
import io.r2dbc.postgresql.api.Notification;
import io.r2dbc.postgresql.api.PostgresqlBatch;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlConnectionMetadata;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What users get: a logical connection, which costs nothing by itself. It has a {@link Session}, a connection to the
 * server of its own, while something needs one; other statements run on shared connections.
 */
final class PlinthConnection implements PostgresqlConnection {

    private static final AtomicReferenceFieldUpdater<PlinthConnection, Session> SESSION =
            AtomicReferenceFieldUpdater.newUpdater(PlinthConnection.class, Session.class, "session");

    private final DbClient client;
    private volatile Session session;
    private volatile boolean closed;
    private volatile IsolationLevel isolation = IsolationLevel.READ_COMMITTED;

    PlinthConnection(DbClient client) {
        this.client = client;
    }

    DbClient client() {
        return client;
    }

    /** Whether a connection to the server belongs to this one now. */
    boolean hasSession() {
        Session current = session;
        return current != null && !current.hasEnded();
    }

    /** Whether a plain statement runs on shared connections. */
    boolean sharesNow() {
        return client.options().pipelining() && !hasSession();
    }

    /** What must be done on a connection of one's own; each subscription is an operation. */
    <T> Flux<T> own(SqlKind kind, Function<Physical, ? extends Publisher<? extends T>> work) {
        return Flux.defer(() -> {
            R2dbcException unusable = unusable();
            if (unusable != null) {
                return Flux.error(unusable);
            }
            Session entered = enter();
            if (kind.keepsSession()) {
                entered.keep(kind == SqlKind.LASTING);
            }
            return entered.run(kind, work);
        });
    }

    private Session enter() {
        while (true) {
            Session current = session;
            if (current != null && current.enter()) {
                return current;
            }
            SESSION.compareAndSet(this, current, client.newSession());
        }
    }

    /** Why nothing can be done with this connection; null if it is all right. */
    R2dbcException unusable() {
        if (closed) {
            return new R2dbcNonTransientResourceException(
                    "the connection is closed: get another one from the ConnectionFactory", "08003");
        }
        Session current = session;
        return current == null ? null : current.lostState();
    }

    /** On the session if there is one, else there is nothing to do. */
    private Mono<Void> ifSession(Function<Physical, Mono<Void>> work) {
        return Mono.defer(() -> {
            R2dbcException unusable = unusable();
            if (unusable != null) {
                return Mono.error(unusable);
            }
            return hasSession() ? onOwn(SqlKind.TRANSACTION, work) : Mono.empty();
        });
    }

    private Mono<Void> onOwn(SqlKind kind, Function<Physical, Mono<Void>> work) {
        return this.<Void>own(kind, work).then();
    }

    @Override
    public Mono<Void> beginTransaction() {
        return onOwn(SqlKind.TRANSACTION, Transactions::begin);
    }

    @Override
    public Mono<Void> beginTransaction(TransactionDefinition definition) {
        Objects.requireNonNull(definition, "definition");
        return onOwn(SqlKind.TRANSACTION, physical -> Transactions.begin(physical, definition));
    }

    @Override
    public Mono<Void> commitTransaction() {
        return ifSession(Transactions::commit);
    }

    @Override
    public Mono<Void> rollbackTransaction() {
        return Mono.defer(() -> {
            Session current = session;
            if (current == null) {
                return ifSession(Transactions::rollback);
            }
            current.ending();
            return ifSession(Transactions::rollback).doFinally(any -> current.notEnding());
        });
    }

    @Override
    public Mono<Void> createSavepoint(String name) {
        String savepoint = identifier(name);
        return onOwn(SqlKind.TRANSACTION, physical -> Transactions.createSavepoint(physical, savepoint));
    }

    @Override
    public Mono<Void> releaseSavepoint(String name) {
        String savepoint = identifier(name);
        return ifSession(physical -> Transactions.releaseSavepoint(physical, savepoint));
    }

    @Override
    public Mono<Void> rollbackTransactionToSavepoint(String name) {
        String savepoint = identifier(name);
        return ifSession(physical -> Transactions.rollbackToSavepoint(physical, savepoint));
    }

    /** It goes into the text as it is, as with the driver. */
    private static String identifier(String name) {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("the name of the savepoint is missing");
        }
        return name;
    }

    @Override
    public Mono<Void> setAutoCommit(boolean autoCommit) {
        return autoCommit ? ifSession(Transactions::commit) : onOwn(SqlKind.TRANSACTION, Transactions::begin);
    }

    @Override
    public boolean isAutoCommit() {
        Session current = session;
        return current == null || current.hasEnded() || current.status() == DriverWatch.IDLE;
    }

    @Override
    public IsolationLevel getTransactionIsolationLevel() {
        return isolation;
    }

    @Override
    public Mono<Void> setTransactionIsolationLevel(IsolationLevel level) {
        Objects.requireNonNull(level, "level");
        return onOwn(SqlKind.SESSION, physical -> Transactions.isolation(physical, level))
                .doOnSuccess(done -> isolation = level);
    }

    @Override
    public Mono<Void> setLockWaitTimeout(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        return onOwn(SqlKind.SESSION, physical -> physical.r2dbc().setLockWaitTimeout(timeout));
    }

    @Override
    public Mono<Void> setStatementTimeout(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        return onOwn(SqlKind.SESSION, physical -> physical.r2dbc().setStatementTimeout(timeout));
    }

    @Override
    public PostgresqlStatement createStatement(String sql) {
        if (sql == null) {
            throw new IllegalArgumentException("sql must not be null");
        }
        return new PlinthStatement(this, sql);
    }

    @Override
    public PostgresqlBatch createBatch() {
        return new PlinthBatch(this);
    }

    @Override
    public CopyInBuilder copyIn(String sql) {
        return new PlinthCopyIn(this, Objects.requireNonNull(sql, "sql"));
    }

    /** From the subscription on this connection keeps its session, to its close. */
    @Override
    public Flux<Notification> getNotifications() {
        return Flux.defer(() -> {
            Flux<Physical> physical = own(SqlKind.SESSION, Mono::just);
            return physical.flatMap(it -> it.r2dbc().getNotifications().takeUntilOther(sessionsEnd()));
        });
    }

    private Mono<Void> sessionsEnd() {
        return Mono.defer(() -> {
            Session current = session;
            return current == null ? Mono.never() : current.end();
        });
    }

    /** Cancels what runs in the session; statements on shared connections are cancelled by their subscriptions. */
    @Override
    public Mono<Void> cancelRequest() {
        return Mono.defer(() -> {
            Session current = session;
            Physical physical = current == null ? null : current.physicalOrNull();
            return physical == null || current.hasEnded()
                    ? Mono.empty()
                    : physical.r2dbc().cancelRequest();
        });
    }

    @Override
    public PostgresqlConnectionMetadata getMetadata() {
        return client.metadata();
    }

    @Override
    public Mono<Boolean> validate(ValidationDepth depth) {
        Objects.requireNonNull(depth, "depth");
        return Mono.defer(() -> {
            if (unusable() != null) {
                return Mono.just(false);
            }
            return depth == ValidationDepth.LOCAL
                    ? Mono.just(true)
                    : createStatement("SELECT 1")
                            .execute()
                            .concatMap(result -> result.map((row, metadata) -> true))
                            .last(false)
                            .onErrorReturn(false);
        });
    }

    /** Rolls back what is open, resets the session, and gives its connection back. */
    @Override
    public Mono<Void> close() {
        return Mono.defer(() -> {
            closed = true;
            Session current = session;
            return current == null ? Mono.empty() : current.close();
        });
    }

    @Override
    public String toString() {
        return "PlinthConnection[" + client + (hasSession() ? ", with a session]" : "]");
    }
}
