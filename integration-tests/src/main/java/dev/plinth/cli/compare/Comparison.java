package dev.plinth.cli.compare;

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

    /** How many windows each contestant is warmed up for under each workload, as long as it gets cheaper. */
    default int mostWarmUps() {
        return 1;
    }

    /** What is counted: {@code command}. */
    default String unit() {
        return "operation";
    }

    /**
     * The server.
     *
     * @param uri the one to use, or null to start one
     * @throws IllegalArgumentException if the URI is none of this adapter's; the message follows it in a
     *     sentence: "is no Redis address"
     */
    Server server(String uri) throws IOException;

    /** The option of a contestant that takes the server's address. */
    String uriOption();

    /** The option of the program that takes it: {@code --redis}. */
    default String serverOption() {
        return "--" + adapter();
    }

    /** What the figures mean, in sentences, beyond what can be said of any adapter. */
    List<String> remarks(List<Row> rows);
}
