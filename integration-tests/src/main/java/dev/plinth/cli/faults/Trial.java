package dev.plinth.cli.faults;

import java.io.IOException;

/** An adapter in the suite: adding one means one of these and one {@link TrialServer}. */
interface Trial {

    /** {@code redis}. */
    String adapter();

    /** The client, and what an operation is. */
    String title();

    /** What the adapter promises of what was confirmed, in a sentence. */
    String promise();

    /** Starts a server with ways to it for so many contestants. */
    TrialServer start(int contestants) throws IOException;
}
