package dev.plinth.cli.servers;

import java.net.InetSocketAddress;

/**
 * A server that was started to be stopped, killed and started again with its data. It confirms nothing that a crash of
 * its process would lose. Its user, where it wants one, is {@code postgres} with the password {@code plinth}.
 */
public interface RestartableServer extends AutoCloseable {

    /** Where it came from, in words: an image, or processes of this machine. */
    String origin();

    /**
     * Where it listens now for those who reach it by one of the ports that it was started with; it may be elsewhere
     * after {@link #startAgain}.
     *
     * @param way the index of that port
     */
    InetSocketAddress address(int way);

    /** Has it end in good order (the signal that it is stopped with by default), whatever its clients are doing. */
    void stop();

    /** Kills it (SIGKILL), as a crash does. */
    void kill();

    /** Starts it after either, with its data, and waits until it can be reached. */
    void startAgain();

    @Override
    void close();
}
