package dev.plinth.cli.db;

import static dev.plinth.cli.behaviour.Values.random;

import dev.plinth.cli.behaviour.Recorder;
import dev.plinth.cli.behaviour.Suite;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.Wrapped;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What R2DBC must answer, whatever carries its bytes: values of every type, refusals, order, transactions, messages. */
final class DbSuite implements Suite {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String TABLE = "plinth_suite";
    /** The state of what no server said, but a driver in words of its own: that a COMMIT was a rollback. */
    private static final String DRIVERS_OWN = "99999";

    private static final int MANY = 5_000;

    private final ConnectionFactory factory;

    /** @param factory gives at least two connections at a time */
    DbSuite(ConnectionFactory factory) {
        this.factory = factory;
    }

    @Override
    public String refusal(Throwable error) {
        if (!(error instanceof PostgresqlException && error instanceof R2dbcException refused)) {
            return null;
        }
        return DRIVERS_OWN.equals(refused.getSqlState())
                ? DRIVERS_OWN
                : refused.getSqlState() + " " + refused.getMessage();
    }

    @Override
    public void run(Recorder recorder) throws Exception {
        Connection connection = get(factory.create());
        Connection other = get(factory.create());
        try {
            rows(connection, "DROP TABLE IF EXISTS " + TABLE);
            rows(connection, "CREATE TABLE " + TABLE + " (id int PRIMARY KEY, word text)");
            types(recorder, connection);
            parameters(recorder, connection);
            statements(recorder, connection);
            refusals(recorder, connection);
            transactions(recorder, connection, other);
            order(recorder);
            messages(recorder, connection, other);
        } finally {
            rows(other, "DROP TABLE IF EXISTS " + TABLE);
            get(other.close());
            get(connection.close());
        }
    }

    private static void types(Recorder recorder, Connection connection) throws Exception {
        Map<String, List<String>> types = new LinkedHashMap<>();
        types.put("bool", List.of("true", "false"));
        types.put("int2", List.of("-32768", "32767"));
        types.put("int4", List.of("-2147483648", "2147483647"));
        types.put("int8", List.of("-9223372036854775808", "9223372036854775807"));
        types.put("numeric", List.of("0", "123456789012345678901234567890.123456789", "-1e-20"));
        types.put("float4", List.of("0.1", "'NaN'", "'-Infinity'"));
        types.put("float8", List.of("0.1", "1e308", "'NaN'", "'Infinity'"));
        types.put("text", List.of("''", "'Grüße, 世界, \uD83D\uDE80'", "E'\\r\\n\\t\\\\'"));
        types.put("varchar(5)", List.of("'abc'"));
        types.put("char(5)", List.of("'abc'"));
        types.put("bytea", List.of("''", "'\\x0001feff'"));
        types.put("uuid", List.of("'00112233-4455-6677-8899-aabbccddeeff'"));
        types.put("date", List.of("'0001-01-01'", "'2026-02-28'"));
        types.put("time", List.of("'00:00'", "'23:59:59.999999'"));
        types.put("timestamp", List.of("'1999-12-31 23:59:59.123456'"));
        types.put("timestamptz", List.of("'1999-12-31 23:59:59.123456+05:30'"));
        types.put("interval", List.of("'1 year 2 months 3 days 04:05:06.789'"));
        types.put("inet", List.of("'192.0.2.1'", "'2001:db8::1'"));
        types.put("int4[]", List.of("'{}'", "'{1,2,3}'"));
        types.put("text[]", List.of("'{a,\"b,c\",\"\"}'"));
        types.put("point", List.of("'(1.5,-2)'"));
        for (Map.Entry<String, List<String>> type : types.entrySet()) {
            List<String> columns = new ArrayList<>(List.of("NULL::" + type.getKey()));
            type.getValue().forEach(value -> columns.add("(" + value + ")::" + type.getKey()));
            recorder.step(type.getKey(), () -> rows(connection, "SELECT " + String.join(", ", columns)));
        }
        for (String type : List.of("json", "jsonb")) {
            String sql = "SELECT '{\"a\": [1, null, \"ü\"]}'::" + type + ", NULL::" + type;
            recorder.step(
                    type,
                    () -> read(
                            connection.createStatement(sql),
                            row -> Arrays.asList(row.get(0, String.class), row.get(1, String.class))));
        }
    }

    private static void parameters(Recorder recorder, Connection connection) throws Exception {
        byte[] large = random(1 << 20);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("bool", true);
        values.put("int2", (short) -1);
        values.put("int4", Integer.MIN_VALUE);
        values.put("int8", Long.MAX_VALUE);
        values.put("numeric", new BigDecimal("-12345.6789"));
        values.put("float8", Math.PI);
        values.put("text", "Grüße, 世界, '; DROP TABLE x; --");
        values.put("bytea", ByteBuffer.wrap(large, 0, 1000).slice());
        values.put("uuid", new UUID(1, 2));
        values.put("date", LocalDate.of(2026, 11, 21));
        values.put("timestamp", LocalDateTime.of(2026, 11, 21, 1, 2, 3, 456_789_000));
        values.put("timestamptz", OffsetDateTime.of(2026, 11, 21, 1, 2, 3, 456_789_000, ZoneOffset.ofHours(-7)));
        values.put("int4[]", new Integer[] {1, null, -3});
        for (Map.Entry<String, Object> each : values.entrySet()) {
            String sql = "SELECT $1::" + each.getKey() + ", $2::" + each.getKey() + ", $1::" + each.getKey() + "::text";
            recorder.step(
                    "parameter " + each.getKey(),
                    () -> read(
                            connection
                                    .createStatement(sql)
                                    .bind(0, each.getValue())
                                    .bindNull(1, each.getValue().getClass()),
                            DbSuite::values));
        }
        recorder.step(
                "parameter of 1 MB",
                () -> read(
                        connection.createStatement("SELECT $1::bytea").bind(0, ByteBuffer.wrap(large)),
                        DbSuite::values));
        recorder.step("text of 1 MB", () -> rows(connection, "SELECT repeat('0123456789abcdeü', 65536)"));
    }

    private static void statements(Recorder recorder, Connection connection) throws Exception {
        recorder.step(
                "names and types of columns",
                () -> read(
                        connection.createStatement("SELECT id, word AS \"Wörd\", 1.5 AS half FROM " + TABLE
                                + " UNION ALL SELECT 1, 'x', 2"),
                        row -> row.getMetadata().getColumnMetadatas().stream()
                                .map(column -> column.getName() + " "
                                        + column.getType().getName())
                                .toList()));
        recorder.step("no rows", () -> rows(connection, "SELECT * FROM " + TABLE));
        recorder.step(
                "INSERT of many by one statement",
                () -> updated(connection.createStatement(
                        "INSERT INTO " + TABLE + " SELECT n, 'word ' || n FROM generate_series(1, " + MANY + ") n")));
        recorder.step("INSERT with several bindings", () -> {
            Statement insert = connection.createStatement("INSERT INTO " + TABLE + " VALUES ($1, $2)");
            insert.bind(0, -1).bind(1, "minus one").add().bind(0, -2).bindNull(1, String.class);
            return updated(insert);
        });
        recorder.step(
                "UPDATE that returns",
                () -> rows(connection, "UPDATE " + TABLE + " SET word = upper(word) WHERE id < 3 RETURNING id, word"));
        recorder.step("many rows in order", () -> rows(connection, "SELECT * FROM " + TABLE + " ORDER BY id DESC"));
        recorder.step(
                "the same, fetched in parts",
                () -> read(
                        connection
                                .createStatement("SELECT * FROM " + TABLE + " WHERE id > $1 ORDER BY id")
                                .bind(0, 2)
                                .fetchSize(100),
                        DbSuite::values));
        recorder.step(
                "batch",
                () -> get(Flux.from(connection
                                .createBatch()
                                .add("SELECT 1")
                                .add("SELECT 'two'")
                                .add("DELETE FROM " + TABLE + " WHERE id < 0 RETURNING id")
                                .execute())
                        .concatMap(result -> result.map((row, metadata) -> values(row)))
                        .collectList()));
        recorder.step("DELETE", () -> updated(connection.createStatement("DELETE FROM " + TABLE + " WHERE id > 10")));
    }

    private static void refusals(Recorder recorder, Connection connection) throws Exception {
        Map<String, String> refused = new LinkedHashMap<>();
        refused.put("division by zero", "SELECT 1 / (SELECT 0)");
        refused.put("error after rows", "SELECT 1 / (3 - n) FROM generate_series(1, 5) n");
        refused.put("syntax error", "SELEKT 1");
        refused.put("unknown table", "SELECT * FROM plinth_suite_none");
        refused.put("unknown column", "SELECT none FROM " + TABLE);
        refused.put("duplicate key", "INSERT INTO " + TABLE + " VALUES (1, 'again')");
        refused.put("null in a key", "INSERT INTO " + TABLE + " VALUES (NULL, 'none')");
        refused.put("not a number", "SELECT 'ü'::int");
        refused.put("an error of its own", "DO $$ BEGIN RAISE 'no such luck' USING ERRCODE = 'PL001'; END $$");
        for (Map.Entry<String, String> each : refused.entrySet()) {
            recorder.step(each.getKey(), () -> rows(connection, each.getValue()));
        }
        recorder.step(
                "a refused parameter",
                () -> read(connection.createStatement("SELECT 1 / $1::int").bind(0, 0), DbSuite::values));
        recorder.step("and one that is fine after them", () -> rows(connection, "SELECT count(*) FROM " + TABLE));
    }

    private static void transactions(Recorder recorder, Connection connection, Connection other) throws Exception {
        String count = "SELECT count(*), sum(id) FROM " + TABLE;
        recorder.step("transaction", () -> {
            List<Object> all = new ArrayList<>();
            get(connection.beginTransaction());
            all.add(connection.isAutoCommit());
            all.add(rows(connection, "INSERT INTO " + TABLE + " VALUES (100, 'kept')"));
            get(connection.createSavepoint("here"));
            all.add(rows(connection, "INSERT INTO " + TABLE + " VALUES (101, 'dropped')"));
            get(connection.rollbackTransactionToSavepoint("here"));
            all.add(rows(connection, count));
            all.add(rows(other, count));
            get(connection.commitTransaction());
            all.add(rows(other, count));
            all.add(connection.isAutoCommit());
            return all;
        });
        recorder.step("ROLLBACK", () -> {
            get(connection.beginTransaction());
            rows(connection, "DELETE FROM " + TABLE);
            get(connection.rollbackTransaction());
            return rows(connection, count);
        });
        get(connection.beginTransaction());
        recorder.step("an error in a transaction", () -> rows(connection, "INSERT INTO " + TABLE + " VALUES (1, 'x')"));
        recorder.step("and what comes after it", () -> rows(connection, count));
        recorder.step("COMMIT after an error", () -> get(connection.commitTransaction()));
        get(connection.rollbackTransaction());
        recorder.step("after the transaction", () -> rows(connection, count));
    }

    /** Many statements at a time over all connections: each must get its own answer. */
    private void order(Recorder recorder) throws Exception {
        recorder.step(
                "many statements at a time",
                () -> get(Flux.range(0, 500)
                        .flatMapSequential(
                                n -> Flux.usingWhen(
                                        factory.create(),
                                        connection -> Flux.from(connection
                                                        .createStatement(
                                                                n % 50 == 7
                                                                        ? "SELECT 1 / ($1 - $1)"
                                                                        : "SELECT $1 * 2, repeat('x', $1 % 100)")
                                                        .bind(0, n)
                                                        .execute())
                                                .concatMap(
                                                        result -> result.map((row, metadata) -> (Object) values(row)))
                                                .onErrorResume(
                                                        PostgresqlException.class::isInstance,
                                                        error -> Mono.just("refused " + refusal(error))),
                                        Connection::close),
                                6)
                        .collectList()));
    }

    private static void messages(Recorder recorder, Connection connection, Connection other) throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        Disposable listening = unwrapped(connection)
                .getNotifications()
                .subscribe(message -> received.add(message.getName() + ": " + message.getParameter()));
        rows(connection, "LISTEN plinth_suite");
        recorder.step("NOTIFY", () -> {
            for (int i = 0; i < 20; i++) {
                rows(other, "SELECT pg_notify('plinth_suite', 'message " + i + " ü')");
            }
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            }
            return all;
        });
        rows(connection, "UNLISTEN plinth_suite");
        listening.dispose();
    }

    private static PostgresqlConnection unwrapped(Connection connection) {
        return connection instanceof PostgresqlConnection driver
                ? driver
                : (PostgresqlConnection) ((Wrapped<?>) connection).unwrap();
    }

    private static List<List<Object>> rows(Connection connection, String sql) {
        return read(connection.createStatement(sql), DbSuite::values);
    }

    private static <T> List<T> read(Statement statement, Function<Row, T> values) {
        return get(Flux.<Result>from(statement.execute())
                .concatMap(result -> result.map((row, metadata) -> values.apply(row)))
                .collectList());
    }

    private static List<Long> updated(Statement statement) {
        return get(Flux.<Result>from(statement.execute())
                .concatMap(Result::getRowsUpdated)
                .collectList());
    }

    private static List<Object> values(Row row) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.getMetadata().getColumnMetadatas().size(); i++) {
            values.add(row.get(i));
        }
        return values;
    }

    private static <T> T get(Publisher<T> publisher) {
        return Mono.from(publisher).block(PATIENCE);
    }
}
