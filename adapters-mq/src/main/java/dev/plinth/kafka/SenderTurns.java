package dev.plinth.kafka;

/** The work of a producer's network thread, in turns. */
interface SenderTurns {

    /** Whether a turn now would only send and receive: nothing that it waits for, sleeps for, or ends with. */
    boolean isSteady();

    /** One turn: sends what is ready, polls once, completes what was answered. */
    void runOnce() throws Exception;

    /** The second half of a turn: polls once without waiting, completes what was answered. */
    void receive();

    /** Whether no broker takes another request before it has answered one, or has taken what is on its way. */
    boolean isFull();

    /** Requests that are on their way, or are about to be written, to all brokers. */
    int inFlight();

    /** Whether it was told to end. From any thread. */
    boolean isEnding();
}
