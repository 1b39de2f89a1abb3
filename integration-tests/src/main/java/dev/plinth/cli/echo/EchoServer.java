package dev.plinth.cli.echo;

/** A server on the loopback address that sends back what it is sent. */
public interface EchoServer extends AutoCloseable {

    /** What is listening, read from what runs, not from what was asked for. */
    EchoFacts facts();

    /** Ends it: the port is free and its threads have ended, or are about to. */
    @Override
    void close();
}
