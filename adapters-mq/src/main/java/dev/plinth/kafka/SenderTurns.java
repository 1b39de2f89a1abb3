package dev.plinth.kafka;

/** The work of a producer's network thread, in turns. */
interface SenderTurns {

    /** Whether a turn now would only send and receive: nothing that it waits for, sleeps for, or ends with. */
    boolean isSteady();

    /** One turn: sends what is ready, polls once, completes what was answered. */
    void runOnce() throws Exception;
}
