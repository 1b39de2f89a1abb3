package dev.plinth.cli.faults;

import dev.plinth.cli.servers.ServerKind;
import java.util.List;

/** An adapter in the suite: adding one means one of these and one {@link TrialServer}. */
interface Trial {

    /** {@code redis}. */
    String adapter();

    /** The server that it needs. */
    ServerKind server();

    /** What its clients do, side by side. */
    List<Workload> workloads();

    /** How long it takes. */
    Takes takes();

    /** Makes use of a server that runs. The site stays the caller's to close. */
    TrialServer on(Site site) throws Exception;
}
