package dev.plinth.cli.db;

import dev.plinth.cli.compare.Server;
import dev.plinth.cli.servers.PostgresServer;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** A PostgreSQL with the comparison's tables in it. */
final class DbServer implements Server {

    /** What the figures depend on, and is told beside them. */
    private static final List<String> TOLD = List.of(
            "server_version",
            "shared_buffers",
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "checkpoint_timeout",
            "max_connections");

    private final DbUrl url;
    private final String description;
    private final Runnable end;

    private DbServer(DbUrl url, String description, Runnable end) {
        this.url = url;
        this.description = description;
        this.end = end;
    }

    /** Starts one. */
    static Server start() throws IOException {
        PostgresServer process = PostgresServer.start(Map.of());
        try {
            DbUrl url = DbUrl.parse(process.url());
            Dataset.make(url);
            return new DbServer(
                    url, "started for this run on 127.0.0.1:" + url.port() + ", " + settings(url), process::close);
        } catch (SQLException e) {
            process.close();
            throw new IOException("the comparison's tables could not be made: " + e.getMessage(), e);
        }
    }

    /** One that runs already; the tables are dropped in the end. */
    static Server existing(String text) throws IOException {
        DbUrl url = DbUrl.parse(text);
        try {
            Dataset.make(url);
            return new DbServer(url, url.shown() + ", " + settings(url), () -> drop(url));
        } catch (SQLException e) {
            throw new IOException(
                    "the comparison's tables could not be made in " + url.shown() + ": " + e.getMessage(), e);
        }
    }

    private static String settings(DbUrl url) throws SQLException {
        return Dataset.settings(url, TOLD);
    }

    private static void drop(DbUrl url) {
        try {
            Dataset.drop(url);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the tables plinth_compare_item and plinth_compare_log are left in " + url.shown() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public String uri() {
        return url.text();
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void close() {
        end.run();
    }
}
