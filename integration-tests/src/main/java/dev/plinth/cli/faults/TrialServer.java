package dev.plinth.cli.faults;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.servers.FaultProxy;
import java.util.Collection;

/** A real server, its clients, and what it has kept. {@code place} names where a cell's texts are kept. */
interface TrialServer extends AutoCloseable {

    /** Its kind and version. */
    String description();

    /** A contestant's way to it. */
    FaultProxy proxy(int contestant);

    /** Stops it, and starts it again with its data. */
    void restart();

    /** Makes the place where texts are kept. */
    void prepare(String place) throws Exception;

    /** The client as users have it. */
    Subject stock(FaultProxy proxy, String place) throws Exception;

    /** The client on Plinth. */
    Subject plinth(AsyncRuntime runtime, FaultProxy proxy, String place) throws Exception;

    /** The texts that are there, by another way than the contestants'. */
    Collection<String> stored(String place) throws Exception;

    @Override
    void close();
}
