package dev.plinth.cli.faults;

import java.util.concurrent.CompletionStage;

/** A client under test. */
interface Subject extends AutoCloseable {

    /**
     * Begins an operation whose effect is that the server keeps {@code text}.
     *
     * @return the text as the server gave it back, or null where the protocol only confirms
     */
    CompletionStage<String> send(String text) throws Exception;

    @Override
    void close();
}
