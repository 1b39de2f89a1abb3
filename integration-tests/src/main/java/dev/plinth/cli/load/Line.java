package dev.plinth.cli.load;

/** One connection of a client, and the event loop that it lives on. */
public interface Line {

    /** Runs a task on the connection's event loop: where its completions come, too. */
    void execute(Runnable task);

    /**
     * A sender of {@code operation} for one chain: called once per chain, so that whatever it needs to
     * be called back is made once, not for each command.
     */
    Issuer issuer(String operation, Completion completion);

    /** The operation as a blocking call, for one caller. */
    Caller caller(String operation);

    /** Sends one command; the completion is called on the event loop, once. */
    interface Issuer {
        /** Sends command number {@code n}. */
        void issue(int n);
    }

    /** Sends one command and waits for its reply. */
    interface Caller {
        /** Runs command number {@code n}; throws if it failed, or if the reply was wrong. */
        void call(int n) throws Exception;
    }

    /** Told how a command ended. */
    interface Completion {
        /** The command ended; {@code failure} is null if its reply was right. */
        void done(Throwable failure);
    }
}
