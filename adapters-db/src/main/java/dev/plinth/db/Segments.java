package dev.plinth.db;

import io.r2dbc.postgresql.api.ErrorDetails;
import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A result in pieces: rows that stay valid, notices, the count, and the server's error as a message. */
final class Segments {

    private Segments() {}

    static Flux<Result.Segment> of(PipelinedResult result) {
        String sql = result.text.sql();
        List<ErrorDetails> notices = new ArrayList<>(0);
        return new RowFlux<Result.Segment>(result, Segments::copy, notices)
                .concatWith(Flux.defer(() ->
                        Flux.concat(Flux.fromIterable(notices).map(notice -> new Message(notice, sql)), count(result))))
                .onErrorResume(
                        PostgresqlException.class::isInstance,
                        e -> Mono.just(new Message(((PostgresqlException) e).getErrorDetails(), sql)));
    }

    private static Mono<Result.Segment> count(PipelinedResult result) {
        return result.rows() < 0 ? Mono.empty() : Mono.just(new Count(result.rows()));
    }

    private static Result.Segment copy(Row row, RowMetadata metadata) {
        return new OwnRow(((PipelinedRow) row).copy());
    }

    private record OwnRow(Row row) implements Result.RowSegment {}

    private record Count(long value) implements Result.UpdateCount {}

    /** A notice, or an error. */
    record Message(ErrorDetails details, String sql) implements Result.Message {
        @Override
        public R2dbcException exception() {
            return DbErrors.of(details, sql);
        }

        @Override
        public int errorCode() {
            return 0;
        }

        @Override
        public String sqlState() {
            return details.getCode();
        }

        @Override
        public String message() {
            return details.getMessage();
        }

        boolean isError() {
            String severity = details.getSeverityNonLocalized();
            return "ERROR".equals(severity) || "FATAL".equals(severity) || "PANIC".equals(severity);
        }
    }
}
