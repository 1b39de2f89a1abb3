package dev.plinth.db;

import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/** A result that is taken piece by piece, some of which may have been filtered out. */
final class SegmentResult implements PostgresqlResult {

    private final Flux<Segment> segments;

    SegmentResult(Flux<Segment> segments) {
        this.segments = segments;
    }

    @Override
    public Mono<Long> getRowsUpdated() {
        return segments.<Long>handle((segment, sink) -> {
                    if (isError(segment, sink)) {
                        return;
                    }
                    if (segment instanceof UpdateCount count) {
                        sink.next(count.value());
                    }
                })
                .reduce(Long::sum);
    }

    @Override
    public <T> Flux<T> map(BiFunction<Row, RowMetadata, ? extends T> mappingFunction) {
        Objects.requireNonNull(mappingFunction, "mappingFunction must not be null");
        return segments.handle((segment, sink) -> {
            if (!isError(segment, sink) && segment instanceof RowSegment row) {
                sink.next(mappingFunction.apply(row.row(), row.row().getMetadata()));
            }
        });
    }

    private static boolean isError(Segment segment, SynchronousSink<?> sink) {
        if (segment instanceof Segments.Message message && message.isError()) {
            sink.error(message.exception());
            return true;
        }
        return false;
    }

    @Override
    public SegmentResult filter(Predicate<Segment> predicate) {
        Objects.requireNonNull(predicate, "predicate must not be null");
        return new SegmentResult(segments.filter(predicate));
    }

    @Override
    public <T> Publisher<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> mappingFunction) {
        Objects.requireNonNull(mappingFunction, "mappingFunction must not be null");
        return segments.concatMap(segment -> {
            Publisher<? extends T> mapped = mappingFunction.apply(segment);
            return mapped != null
                    ? mapped
                    : Mono.error(new IllegalStateException("The mapper returned a null Publisher"));
        });
    }
}
