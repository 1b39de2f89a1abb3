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

    /** Plinth's own adapter on a backend. */
    Contestant plinth(String backend, String notRun);

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

    /** What the figures mean, in sentences, beyond what can be said of any adapter. */
    List<String> remarks(List<Row> rows);
}
