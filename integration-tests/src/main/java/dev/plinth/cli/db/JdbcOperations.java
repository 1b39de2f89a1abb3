package dev.plinth.cli.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Plain JDBC code, as a service has it. */
final class JdbcOperations {

    private static final String SELECT = Dataset.jdbc(Dataset.SELECT);
    private static final String ROWS = Dataset.jdbc(Dataset.ROWS);
    private static final String INSERT = Dataset.jdbc(Dataset.INSERT);
    private static final String UPDATE = Dataset.jdbc(Dataset.UPDATE);

    private final DataSource pool;

    JdbcOperations(DataSource pool) {
        this.pool = pool;
    }

    Item select(int id) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return select(connection, id);
        }
    }

    List<Item> many(int first) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(ROWS)) {
            statement.setInt(1, first);
            List<Item> items = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    items.add(item(rows));
                }
            }
            return items;
        }
    }

    /** The number of rows: 1. */
    long insert(int id) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return insert(connection, id);
        }
    }

    /** An update, a select and an insert; the number of rows that changed: 2. */
    long transaction(int id) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            long changed = update(connection, id);
            Item item = select(connection, id);
            changed += insert(connection, item.id());
            connection.commit();
            return changed;
        }
    }

    private static Item select(Connection connection, int id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
            statement.setInt(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? item(rows) : null;
            }
        }
    }

    private static long insert(Connection connection, int id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setInt(1, id);
            statement.setLong(2, id);
            statement.setString(3, Dataset.NOTE);
            return statement.executeUpdate();
        }
    }

    private static long update(Connection connection, int id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
            statement.setLong(1, 1);
            statement.setInt(2, id);
            return statement.executeUpdate();
        }
    }

    private static Item item(ResultSet row) throws SQLException {
        return new Item(row.getInt(1), row.getString(2), row.getLong(3));
    }
}
