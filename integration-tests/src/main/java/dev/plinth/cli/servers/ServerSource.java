package dev.plinth.cli.servers;

/** Starts real servers. */
interface ServerSource {

    /** Starts one with nothing in it, and with the settings that comparisons want. */
    RunningServer start(ServerKind kind);
}
