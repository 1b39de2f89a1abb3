package dev.plinth.cli.compare;

import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import java.io.IOException;
import java.util.List;

/** What an adapter brings to the comparison. One class per adapter, listed in {@link Comparisons}. */
public interface Comparison {

    /** The adapter's name: {@code redis}. */
    String adapter();

    /** Its name for people: {@code Redis}. */
    String title();

    /** What is measured, in the order of the report. */
    List<Workload> workloads();

    /** The names of the workloads that {@code --quick} runs. */
    List<String> quickWorkloads();

    /** The clients that Plinth is held against; the first is the baseline. */
    List<Contestant> peers();

    /** More of them, which take part only when they are named: other settings of a client, say. */
    default List<Contestant> peersByName() {
        return List.of();
    }

    /** Plinth's own adapter on a backend. */
    Contestant plinth(String backend, String notRun);

    /** Plinth's adapter, used in other ways; asked for of the best of the backends that take part. */
    default List<Contestant> plinthInOtherWays(String backend) {
        return List.of();
    }

    /** Why a contestant has no counterpart to a workload; null if it has. */
    default String without(Contestant contestant, Workload workload) {
        return null;
    }

    /** How many windows each contestant is warmed up for under each workload, as long as it gets cheaper. */
    default int mostWarmUps() {
        return 1;
    }

    /** How long a client of it takes to make ready for another workload, beyond the usual: for the estimate. */
    default long pauseMillis() {
        return 0;
    }

    /** How long its behavioural suite takes a contestant, for the estimate; 0 if it has none. */
    default long suiteMillis() {
        return 0;
    }

    /** What is counted: {@code command}. */
    default String unit() {
        return "operation";
    }

    /** What it is run against. */
    List<ServerKind> serverKinds();

    /**
     * Whether a server that a user names can be used.
     *
     * @throws IllegalArgumentException if not; the message follows the address in a sentence: "is no Redis address"
     */
    default void checkAddress(ServerKind kind, String address) {
        kind.check(address);
    }

    /**
     * Starts the servers, or takes those that were given, and makes in them what is needed.
     *
     * @param workloads what will be run: what others need may be left out
     */
    Server server(Servers from, List<Workload> workloads) throws IOException;

    /** The option of a contestant that takes the server's address. */
    String uriOption();

    /** What the figures mean, in sentences, beyond what can be said of any adapter. */
    List<String> remarks(List<Row> rows);
}
