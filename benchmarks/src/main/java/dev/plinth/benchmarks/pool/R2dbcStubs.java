package dev.plinth.benchmarks.pool;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Connections that do nothing. */
final class R2dbcStubs implements ConnectionFactory {

    @Override
    public Mono<Connection> create() {
        return Mono.fromSupplier(Stub::new);
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return () -> "stub";
    }

    private static final class Stub implements Connection {

        private static final Mono<Void> DONE = Mono.empty();
        private static final Mono<Boolean> VALID = Mono.just(true);

        @Override
        public Mono<Void> beginTransaction() {
            return DONE;
        }

        @Override
        public Mono<Void> beginTransaction(TransactionDefinition definition) {
            return DONE;
        }

        @Override
        public Mono<Void> close() {
            return DONE;
        }

        @Override
        public Mono<Void> commitTransaction() {
            return DONE;
        }

        @Override
        public Batch createBatch() {
            throw new UnsupportedOperationException("a stub");
        }

        @Override
        public Mono<Void> createSavepoint(String name) {
            return DONE;
        }

        @Override
        public Statement createStatement(String sql) {
            throw new UnsupportedOperationException("a stub");
        }

        @Override
        public boolean isAutoCommit() {
            return true;
        }

        @Override
        public ConnectionMetadata getMetadata() {
            throw new UnsupportedOperationException("a stub");
        }

        @Override
        public IsolationLevel getTransactionIsolationLevel() {
            return IsolationLevel.READ_COMMITTED;
        }

        @Override
        public Mono<Void> releaseSavepoint(String name) {
            return DONE;
        }

        @Override
        public Mono<Void> rollbackTransaction() {
            return DONE;
        }

        @Override
        public Mono<Void> rollbackTransactionToSavepoint(String name) {
            return DONE;
        }

        @Override
        public Mono<Void> setAutoCommit(boolean autoCommit) {
            return DONE;
        }

        @Override
        public Mono<Void> setLockWaitTimeout(Duration timeout) {
            return DONE;
        }

        @Override
        public Mono<Void> setStatementTimeout(Duration timeout) {
            return DONE;
        }

        @Override
        public Mono<Void> setTransactionIsolationLevel(IsolationLevel level) {
            return DONE;
        }

        @Override
        public Mono<Boolean> validate(ValidationDepth depth) {
            return VALID;
        }
    }
}
