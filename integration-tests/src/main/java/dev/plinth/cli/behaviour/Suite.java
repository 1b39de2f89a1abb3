package dev.plinth.cli.behaviour;

/** What is done with a client, in the same way whatever carries its bytes. Takes a second or two. */
public interface Suite {

    /** Runs it, and leaves nothing of its own in the server. */
    void run(Recorder recorder) throws Exception;

    /** The server's own words, if this is a refusal of the server's; null if it is any other error. */
    String refusal(Throwable error);
}
