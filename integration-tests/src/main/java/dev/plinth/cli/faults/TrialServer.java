package dev.plinth.cli.faults;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.servers.FaultProxy;
import java.util.Collection;

/** A real server's clients, and what it has kept. {@code place} names where a cell's texts are kept. */
interface TrialServer extends AutoCloseable {

    /** Its kind and version. */
    String version() throws Exception;

    /** Makes the place where texts are kept. */
    void prepare(Workload workload, String place) throws Exception;

    /** The client as users have it. */
    Subject stock(Workload workload, FaultProxy proxy, String place) throws Exception;

    /** The client on Plinth. */
    Subject plinth(Workload workload, AsyncRuntime runtime, FaultProxy proxy, String place) throws Exception;

    /** The texts that are there, by another way than the contestants'; for who is sent to, those that came. */
    Collection<String> stored(Workload workload, String place) throws Exception;

    /** Lets go of what the suite itself has open. */
    @Override
    void close();
}
