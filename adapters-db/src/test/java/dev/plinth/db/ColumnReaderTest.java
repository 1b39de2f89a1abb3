package dev.plinth.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Blob;
import io.r2dbc.spi.Clob;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import io.r2dbc.spi.Statement;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Values come and go as with the driver itself, which is asked the same beside us. */
class ColumnReaderTest {

    private static AsyncRuntime runtime;
    private static Wires wires;

    @BeforeAll
    static void start() {
        runtime = AsyncRuntime.create(
                RuntimeConfig.builder().backend("netty-nio").cores(1).build());
        wires = Wires.open(runtime, 0, WireSettings.defaults());
    }

    @AfterAll
    static void stop() {
        wires.close();
        runtime.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1::int2, -1::int2, 32767::int2",
                "1::int4, -2147483648, NULL::int4",
                "1::int8, (-9223372036854775807)::int8",
                "1::float4, 0.1::float4, -1e-5::float4, 123456::float4, 1234567::float4, 1e20::float4, 3.4e38::float4",
                "1::float8, 0.1::float8, -1e-5::float8, 0.0001::float8, 123456789012345::float8, 1e15::float8, 1e300::float8",
                "'NaN'::float8, 'Infinity'::float8, '-Infinity'::float4, '-0'::float8, 0::float4, 2.5e-300::float8",
                "true, false, NULL::bool",
                "'text'::text, 'varchar'::varchar, 'c'::char(3), 'name'::name, ''::text, 'ünï'::text",
                "'00112233-4455-6677-8899-aabbccddeeff'::uuid",
                "'\\x00ff10'::bytea, ''::bytea",
                "1.50::numeric, 'NaN'::text, 123456789.123456789::numeric",
                "'2026-11-21'::date, '12:30:45.123'::time, '2026-11-21 12:30'::timestamp, '2026-11-21 12:30+02'::timestamptz",
                "'{\"a\": 1}'::json, '{\"a\": 1}'::jsonb, '{1,2,3}'::int4[], '{a,b}'::text[], '1 day'::interval",
                "'127.0.0.1'::inet, '(1,2)'::point, 'a'::\"char\", 42::oid, '1 2'::text, B'101', 12.5::money"
            })
    void valuesAreThoseOfTheDriver(String columns) {
        for (Class<?> type : List.of(Object.class, String.class)) {
            String sql = "SELECT " + columns;
            List<Object> drivers = all(wires.r2dbc().createStatement(sql), type);
            assertThat(all(wires.statement(sql), type)).as("text, as " + type).isEqualTo(drivers);
            assertThat(all(wires.statement(sql), type)).as("binary, as " + type).isEqualTo(drivers);
        }
    }

    @Test
    void numbersConvertAsWithTheDriver() {
        String sql = "SELECT 7::int2, 7::int4, 7::int8, 7::float4, 7::float8, 7::numeric";
        for (Class<?> type : List.of(
                Short.class,
                Integer.class,
                Long.class,
                Float.class,
                Double.class,
                BigDecimal.class,
                Number.class,
                int.class,
                long.class)) {
            List<Object> drivers = all(wires.r2dbc().createStatement(sql), type);
            for (int i = 0; i < 2; i++) {
                assertThat(all(wires.statement(sql), type)).as(type.getName()).isEqualTo(drivers);
            }
        }
    }

    private static List<Object> all(Statement statement, Class<?> type) {
        return Flux.from(statement.execute())
                .flatMap(result -> result.map((row, columns) -> row(row, columns, type)))
                .blockLast();
    }

    private static List<Object> row(Row row, RowMetadata columns, Class<?> type) {
        Object[] values = new Object[columns.getColumnMetadatas().size()];
        for (int i = 0; i < values.length; i++) {
            Object value;
            try {
                value = row.get(i, type);
            } catch (IllegalArgumentException e) {
                value = "cannot be read";
            }
            values[i] = value instanceof Blob || value instanceof Clob
                    ? "lob"
                    : value instanceof Object[] array
                            ? Arrays.asList(array)
                            : value instanceof Json json ? json.asString() : value;
        }
        return Arrays.asList(values);
    }

    @Test
    void columnsAreDescribedAsByTheDriver() {
        String sql = "SELECT 1::int4 AS \"One\", 'x'::text AS two, 1.5::numeric(10, 2) AS two, now() AS four,"
                + " '\\x00'::bytea AS five, ROW(1) AS six";
        List<String> drivers = described(wires.r2dbc().createStatement(sql));
        assertThat(described(wires.statement(sql))).isEqualTo(drivers);
        assertThat(described(wires.statement(sql))).isEqualTo(drivers);
    }

    private static List<String> described(Statement statement) {
        return Flux.from(statement.execute())
                .flatMap(result -> result.map((row, metadata) -> {
                    assertThat(metadata.contains("ONE")).isTrue();
                    assertThat(metadata.contains("seven")).isFalse();
                    assertThat(metadata.getColumnMetadata("TWO").getType().getName())
                            .isEqualTo("TEXT");
                    return metadata.getColumnMetadatas().stream()
                            .map(column ->
                                    column.getName() + " " + column.getType().getName() + " "
                                            + column.getJavaType() + " " + column.getNativeTypeMetadata() + " "
                                            + column.getPrecision() + " " + column.getNullability())
                            .toList();
                }))
                .blockLast();
    }

    @Test
    void parametersGoAsWithTheDriver() {
        UUID uuid = UUID.randomUUID();
        List<Object> values = List.of(
                (short) 3,
                4,
                5L,
                1.5f,
                2.5d,
                true,
                "text",
                uuid,
                ByteBuffer.wrap(new byte[] {1, 2}),
                new BigDecimal("12.50"),
                LocalDate.of(2026, 11, 21),
                LocalDateTime.of(2026, 11, 21, 12, 30),
                OffsetDateTime.parse("2026-11-21T12:30:00Z"),
                Instant.parse("2026-11-21T12:30:00Z"),
                'c',
                Parameters.in(R2dbcType.BIGINT, 9L),
                Parameters.in(R2dbcType.INTEGER),
                Parameters.in("inferred"),
                new Integer[] {1, 2});
        String sql = "SELECT pg_typeof($1)::text, $1::text";
        for (Object value : values) {
            List<Object> drivers = all(wires.r2dbc().createStatement(sql).bind(0, value), String.class);
            if (value instanceof ByteBuffer bytes) {
                bytes.rewind();
            }
            assertThat(all(wires.statement(sql).bind("$1", value), String.class))
                    .as(value.toString())
                    .isEqualTo(drivers);
        }
        assertThat(all(wires.statement(sql).bind(0, new byte[] {1, 2}), String.class))
                .containsExactly("bytea", "\\x0102");
        assertThat(all(wires.statement(sql).bindNull(0, Integer.class), String.class))
                .containsExactly("integer", null);
        assertThat(all(wires.statement(sql).bindNull(0, String.class), String.class))
                .containsExactly("character varying", null);
    }

    @Test
    void lobsAreCollectedBeforeTheyAreSent() {
        Publisher<ByteBuffer> parts = Flux.just(ByteBuffer.wrap(new byte[] {1}), ByteBuffer.wrap(new byte[] {2}));
        assertThat(all(wires.statement("SELECT $1::bytea::text").bind(0, Blob.from(parts)), String.class))
                .containsExactly("\\x0102");
        assertThat(all(
                        wires.statement("SELECT $1::text || $2::text")
                                .bind(0, Clob.from(Flux.just("a", "b")))
                                .bind(1, "c"),
                        String.class))
                .containsExactly("abc");
        assertThatThrownBy(() -> all(
                        wires.statement("SELECT $1::text")
                                .bind(0, Clob.from(Mono.error(new IllegalStateException("mine")))),
                        String.class))
                .hasMessageContaining("mine");
        assertThat(wires.wire().isIdle()).isTrue();
    }

    @Test
    void aBlobMayBeReadAndDiscardedWhileMoreRowsFollow() {
        String rows = "SELECT ('\\x61' || lpad(to_hex(i), 2, '0'))::bytea FROM generate_series(1, 100) i";
        List<Integer> lengths = wires.statement(rows)
                .execute()
                .flatMap(result -> result.map((row, columns) -> row.get(0, Blob.class)))
                .concatMap(blob -> Flux.usingWhen(
                        Mono.just(blob), given -> Flux.from(given.stream()).map(ByteBuffer::remaining), Blob::discard))
                .collectList()
                .block();
        assertThat(lengths).hasSize(100).containsOnly(2);
        assertThat(all(wires.statement("SELECT 'well'"), String.class)).containsExactly("well");
    }

    @Test
    void aRowIsValidWhileItIsMapped() {
        Row row = wires.statement("SELECT 1 AS a, NULL::int4 AS b")
                .execute()
                .flatMap(result -> result.map((current, columns) -> {
                    assertThat(current.get("A")).isEqualTo(1);
                    assertThat(current.get("b", Integer.class)).isNull();
                    assertThat(current.get(0, int.class)).isEqualTo(1);
                    assertThatThrownBy(() -> current.get("b", int.class)).isInstanceOf(NullPointerException.class);
                    assertThatThrownBy(() -> current.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
                    assertThatThrownBy(() -> current.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
                    assertThatThrownBy(() -> current.get("c"))
                            .isInstanceOf(NoSuchElementException.class)
                            .hasMessageContaining("[a, b]");
                    assertThatThrownBy(() -> current.get((String) null)).isInstanceOf(NullPointerException.class);
                    return current;
                }))
                .blockLast();
        assertThatThrownBy(() -> row.get(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRowOfASegmentIsValidForGood() {
        Row row = wires.statement("SELECT 'kept'::text")
                .execute()
                .flatMap(result -> result.<Row>flatMap(
                        segment -> segment instanceof Result.RowSegment ofRow ? Mono.just(ofRow.row()) : Mono.empty()))
                .blockLast();
        assertThat(row.get(0)).isEqualTo("kept");
    }
}
