package dev.plinth.cli.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;

/** The tables, and the statements that every contestant sends. */
final class Dataset {

    static final int ITEMS = 10_000;

    /** How many rows {@link #ROWS} gives. */
    static final int MANY = 100;

    static final String NOTE = "plinth--".repeat(4);

    static final String SELECT = "SELECT id, name, amount FROM plinth_compare_item WHERE id = $1";
    static final String ROWS = "SELECT id, name, amount FROM plinth_compare_item WHERE id >= $1 ORDER BY id LIMIT 100";
    static final String INSERT = "INSERT INTO plinth_compare_log (item, amount, note) VALUES ($1, $2, $3)";
    static final String UPDATE = "UPDATE plinth_compare_item SET amount = amount + $1 WHERE id = $2";

    private static final List<String> DROP =
            List.of("DROP TABLE IF EXISTS plinth_compare_item", "DROP TABLE IF EXISTS plinth_compare_log");

    /** Room in the pages, so that an update stays in its page, whoever made how many of them before. */
    private static final List<String> MAKE = List.of(
            "CREATE TABLE plinth_compare_item (id int PRIMARY KEY, name text NOT NULL, amount bigint NOT NULL)"
                    + " WITH (fillfactor = 50)",
            "CREATE TABLE plinth_compare_log (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item int NOT NULL,"
                    + " amount bigint NOT NULL, note text NOT NULL)",
            "INSERT INTO plinth_compare_item SELECT i, 'item ' || lpad(i::text, 27, '.'), i FROM generate_series(1, "
                    + ITEMS + ") AS i",
            "VACUUM ANALYZE plinth_compare_item");

    private Dataset() {}

    /** What is done once per operation. */
    enum Operation {
        SELECT("Point select"),
        ROWS("Select of " + MANY + " rows"),
        INSERT("Insert"),
        TRANSACTION("Transaction of three statements");

        private final String title;

        Operation(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        /** By its name in lower case. */
        static Operation of(String name) {
            return valueOf(name.toUpperCase(java.util.Locale.ROOT));
        }
    }

    /** The id of an item: evenly spread, so that callers seldom update the same one at once. */
    static int anyId() {
        return 1 + ThreadLocalRandom.current().nextInt(ITEMS);
    }

    /** The id of an item that {@link #MANY} begin with. */
    static int firstOfMany() {
        return 1 + ThreadLocalRandom.current().nextInt(ITEMS - MANY);
    }

    /** A statement as JDBC wants it. */
    static String jdbc(String sql) {
        return sql.replaceAll("\\$\\d", "?");
    }

    static Connection connect(DbUrl url) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", url.user());
        login.setProperty("password", url.password());
        return DriverManager.getConnection(url.jdbc(), login);
    }

    static void make(DbUrl url) throws SQLException {
        execute(url, DROP);
        execute(url, MAKE);
    }

    static void drop(DbUrl url) throws SQLException {
        execute(url, DROP);
    }

    private static void execute(DbUrl url, List<String> statements) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The values of settings: {@code fsync=off, …}. */
    static String settings(DbUrl url, List<String> names) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            for (String name : names) {
                try (ResultSet row = statement.executeQuery("SHOW " + name)) {
                    row.next();
                    text.append(text.length() == 0 ? "" : ", ")
                            .append(name)
                            .append('=')
                            .append(row.getString(1));
                }
            }
        }
        return text.toString();
    }

    /** Null if a point select gave what it must give. */
    static IllegalStateException check(int id, Item item) {
        boolean right = item != null && item.id() == id && item.name().length() == 32;
        return right ? null : new IllegalStateException("wrong row for item " + id + ": " + item);
    }

    /** Null if a select of many rows gave what it must give. */
    static IllegalStateException check(int first, List<Item> items) {
        boolean right = items.size() == MANY && items.get(MANY - 1).id() == first + MANY - 1;
        return right ? null : new IllegalStateException("wrong rows from item " + first + " on: " + items.size());
    }

    /** Null if so many rows were changed. */
    static IllegalStateException checkChanged(int expected, long rows) {
        return rows == expected
                ? null
                : new IllegalStateException(expected + " row(s) should have been changed, not " + rows);
    }

    /** For callers that are told by exceptions. */
    static void expect(IllegalStateException wrong) {
        if (wrong != null) {
            throw wrong;
        }
    }
}
