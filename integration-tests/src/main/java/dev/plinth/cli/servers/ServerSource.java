package dev.plinth.cli.servers;

import java.util.List;

/** Starts real servers. */
interface ServerSource {

    /** Starts one with nothing in it, and with the settings that comparisons want. */
    RunningServer start(ServerKind kind);

    /**
     * Starts one with nothing in it that can be killed, and keeps what it confirms.
     *
     * @param ways the ports of 127.0.0.1 by which its clients will reach it
     */
    RestartableServer startRestartable(ServerKind kind, List<Integer> ways);
}
