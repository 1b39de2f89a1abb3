package dev.plinth.cli.db;

import dev.plinth.cli.compare.Server;
import dev.plinth.cli.servers.RunningServer;
import dev.plinth.cli.servers.ServerFacts;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** A PostgreSQL with the comparison's tables in it, which are dropped in the end if the server is somebody's. */
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

    private final RunningServer running;
    private final DbUrl url;
    private final String settings;

    private DbServer(RunningServer running, DbUrl url, String settings) {
        this.running = running;
        this.url = url;
        this.settings = settings;
    }

    static Server on(RunningServer running) throws IOException {
        DbUrl url = DbUrl.parse(running.uri());
        try {
            Dataset.make(url);
            return new DbServer(running, url, Dataset.settings(url, TOLD));
        } catch (SQLException e) {
            running.close();
            throw new IOException(
                    "the comparison's tables could not be made in " + url.shown() + ": " + e.getMessage(), e);
        }
    }

    private void drop() {
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
        return running.description() + ", " + settings;
    }

    @Override
    public List<ServerFacts> facts() {
        return List.of(running.facts());
    }

    @Override
    public void close() {
        if (!running.own()) {
            drop();
        }
        running.close();
    }
}
