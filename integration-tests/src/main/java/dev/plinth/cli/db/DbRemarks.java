package dev.plinth.cli.db;

import dev.plinth.cli.compare.Row;
import java.util.List;

/** What the figures mean. */
final class DbRemarks {

    private DbRemarks() {}

    static List<String> of(List<Row> rows) {
        return List.of(
                "Every client sends the same statements and reads every column of every row; pgbench does not look at"
                        + " them. Client and server share the machine: where the server takes what CPU there is, a"
                        + " client shows in its CPU per operation rather than in its throughput.",
                "A commit of a server that forces its log to the disk waits for the disk, and commits of one connection"
                        + " wait for each other: see fsync and synchronous_commit of the server before you read the"
                        + " figures of inserts.");
    }
}
