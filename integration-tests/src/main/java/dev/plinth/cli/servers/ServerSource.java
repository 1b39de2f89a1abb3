package dev.plinth.cli.servers;

import java.util.List;

/** Starts real servers. */
interface ServerSource {

    /**
     * Starts one with nothing in it, and with the settings that comparisons want.
     *
     * @param image what a container is made of; of no use to others
     */
    RunningServer start(ServerKind kind, String image);

    /**
     * Starts one with nothing in it that can be killed, and keeps what it confirms.
     *
     * @param image as in {@link #start}
     * @param ways the ports of 127.0.0.1 by which its clients will reach it
     */
    RestartableServer startRestartable(ServerKind kind, String image, List<Integer> ways);
}
